import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Outbox } from '@app/otp';
import { reasonOf } from '@app/runtime';
import { Backoff } from '../telegram/backoff';
import { Courier } from './courier';
import { WorkerRegistry } from './worker-registry';

const EVERY_MS = 1_000;

/** At boot and every second: what a bell missed, leases that ran out, and what is due again. */
@Injectable()
export class Sweep implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(Sweep.name);
  private readonly stopped = new AbortController();
  private loop: Promise<void> = Promise.resolve();
  private isAway = false;

  constructor(
    private readonly outbox: Outbox,
    private readonly courier: Courier,
    private readonly registry: WorkerRegistry,
  ) {}

  onApplicationBootstrap(): void {
    this.loop = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped.abort();
    await this.loop;
    await this.registry.signOut().catch(() => undefined);
    await this.courier.stop();
  }

  private async run(): Promise<void> {
    const backoff = new Backoff(this.stopped.signal, this.log);
    while (!this.stopped.signal.aborted) {
      await this.once();
      await backoff.pause(EVERY_MS);
    }
  }

  private async once(): Promise<void> {
    try {
      const [entries] = await Promise.all([this.outbox.due(), this.registry.signIn()]);
      this.isAway = false;
      // A slow send must not hold up what others are due.
      for (const entry of entries) void this.courier.deliver(entry);
    } catch (error) {
      if (!this.isAway) this.log.warn({ reason: reasonOf(error) }, 'the outbox could not be swept');
      this.isAway = true;
    }
  }
}
