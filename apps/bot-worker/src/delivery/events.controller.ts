import { setTimeout as wait } from 'node:timers/promises';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Message } from '@app/contract';
import { type Entry, Outbox } from '@app/otp';
import { OnEvent } from '@app/redis';
import { OutboxDelivery } from './outbox-delivery';
import { WorkerRegistry } from './worker-registry';

/** The first worker in an entry's order claims at once, the second after this delay. The others leave it to the sweep. */
const SECOND_WORKER_DELAY_MS = 150;

/** Every worker receives each event. The outbox lets one of them claim the entry. */
@Controller()
export class EventsController {
  constructor(
    private readonly outbox: Outbox,
    private readonly delivery: OutboxDelivery,
    private readonly registry: WorkerRegistry,
  ) {}

  @OnEvent('otp.requested')
  async codeRequested(@Payload() { challengeId }: Message<'otp.requested'>): Promise<void> {
    await this.deliverInOrder(this.outbox.codeEntry(challengeId));
  }

  @OnEvent('otp.verified')
  async codeVerified(@Payload() { challengeId }: Message<'otp.verified'>): Promise<void> {
    await this.deliverInOrder(this.outbox.editEntry(challengeId));
  }

  private async deliverInOrder(entry: Entry | undefined): Promise<void> {
    if (entry === undefined) return;
    const workersBefore = this.registry.countWorkersBefore(entry);
    if (workersBefore > 1) return;
    if (workersBefore === 1) await wait(SECOND_WORKER_DELAY_MS, undefined, { ref: false });
    await this.delivery.deliver(entry);
  }
}
