import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Outbox } from '@app/otp';
import { reasonOf } from '@app/runtime';
import { BackgroundWork } from '../scheduling/background-work';
import { OutboxDelivery } from './outbox-delivery';
import { WorkerRegistry } from './worker-registry';

const INTERVAL_MS = 1_000;

/** Delivers all due entries at boot and every second: entries whose event was lost, expired leases, and retries. */
@Injectable()
export class OutboxSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(OutboxSweep.name);
  private readonly background = new BackgroundWork(this.log);
  private unregistered: Promise<void> | undefined;
  private hasFailed = false;

  constructor(
    private readonly outbox: Outbox,
    private readonly delivery: OutboxDelivery,
    private readonly registry: WorkerRegistry,
  ) {}

  onApplicationBootstrap(): void {
    this.background.repeat(INTERVAL_MS, () => this.sweep());
  }

  async onModuleDestroy(): Promise<void> {
    this.stopClaiming();
    await this.unregistered;
    await this.delivery.stop();
  }

  /** Stops claims. Sends that have started go on. */
  stopClaiming(): void {
    const lastSweepEnded = this.background.stop();
    void this.delivery.stop();
    // Unregister now, so that no code waits for this worker. The last sweep would register it again, so it must end first.
    this.unregistered ??= lastSweepEnded.then(() => this.registry.unregister()).catch(() => undefined);
  }

  private async sweep(): Promise<void> {
    try {
      const [entries] = await Promise.all([this.outbox.due(), this.registry.register()]);
      this.hasFailed = false;
      // Not awaited: a slow send must not delay the other entries.
      for (const entry of entries) void this.delivery.deliver(entry);
    } catch (error) {
      if (!this.hasFailed)
        this.log.warn({ reason: reasonOf(error) }, 'the outbox could not be read; the next sweep retries');
      this.hasFailed = true;
    }
  }
}
