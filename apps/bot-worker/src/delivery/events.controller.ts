import { setTimeout as wait } from 'node:timers/promises';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Message } from '@app/contract';
import { type Entry, Outbox } from '@app/otp';
import { EventServer, OnEvent } from '@app/redis';
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
    events: EventServer,
  ) {
    events.filter('otp.requested', ({ challengeId }) => this.isAmongFirstTwo(outbox.codeEntry(challengeId)));
    events.filter('otp.verified', ({ challengeId }) => this.isAmongFirstTwo(outbox.editEntry(challengeId)));
    events.filter('otp.ended', ({ challengeId }) => this.isAmongFirstTwo(outbox.editEntry(challengeId)));
  }

  @OnEvent('otp.requested')
  async codeRequested(@Payload() { challengeId }: Message<'otp.requested'>): Promise<void> {
    await this.deliverInOrder(this.outbox.codeEntry(challengeId));
  }

  @OnEvent('otp.verified')
  async codeVerified(@Payload() { challengeId }: Message<'otp.verified'>): Promise<void> {
    await this.deliverInOrder(this.outbox.editEntry(challengeId));
  }

  @OnEvent('otp.ended')
  async codeEnded(@Payload() { challengeId }: Message<'otp.ended'>): Promise<void> {
    await this.deliverInOrder(this.outbox.editEntry(challengeId));
  }

  private isAmongFirstTwo(entry: Entry | undefined): boolean {
    return entry !== undefined && this.registry.countWorkersBefore(entry) <= 1;
  }

  private async deliverInOrder(entry: Entry | undefined): Promise<void> {
    if (entry === undefined) return;
    const isFirst = this.registry.countWorkersBefore(entry) === 0;
    if (!isFirst) await wait(SECOND_WORKER_DELAY_MS, undefined, { ref: false });
    await this.delivery.deliver(entry);
  }
}
