import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Outbox } from '@app/otp';
import { reasonOf } from '@app/runtime';
import { Backoff } from '../scheduling/backoff';
import { OutboxDelivery } from './outbox-delivery';
import { WorkerRegistry } from './worker-registry';

const INTERVAL_MS = 1_000;

/** Delivers at boot and every second what is due: entries whose event was lost, expired leases, and retries. */
@Injectable()
export class OutboxSweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(OutboxSweep.name);
  private readonly stopped = new AbortController();
  private loop: Promise<void> = Promise.resolve();
  private unregistered: Promise<void> | undefined;
  private hasFailed = false;

  constructor(
    private readonly outbox: Outbox,
    private readonly delivery: OutboxDelivery,
    private readonly registry: WorkerRegistry,
  ) {}

  onApplicationBootstrap(): void {
    this.loop = this.sweepUntilStopped();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopClaiming();
    await this.unregistered;
    await this.delivery.stop();
  }

  /** Claims nothing more. Sends that have started go on. */
  stopClaiming(): void {
    this.stopped.abort();
    void this.delivery.stop();
    // At once, so that no code waits for this worker; after the loop, which would register it again.
    this.unregistered ??= this.loop.then(() => this.registry.unregister()).catch(() => undefined);
  }

  private async sweepUntilStopped(): Promise<void> {
    const backoff = new Backoff(this.stopped.signal, this.log);
    while (!this.stopped.signal.aborted) {
      await this.sweep();
      await backoff.pause(INTERVAL_MS);
    }
  }

  private async sweep(): Promise<void> {
    try {
      const [entries] = await Promise.all([this.outbox.due(), this.registry.register()]);
      this.hasFailed = false;
      // Not awaited: a slow send must not delay the other entries.
      for (const entry of entries) void this.delivery.deliver(entry);
    } catch (error) {
      if (!this.hasFailed) this.log.warn({ reason: reasonOf(error) }, 'the outbox could not be swept');
      this.hasFailed = true;
    }
  }
}
