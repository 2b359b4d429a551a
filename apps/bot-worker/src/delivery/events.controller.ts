import { setTimeout as wait } from 'node:timers/promises';
import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Message } from '@app/contract';
import { type Entry, Outbox } from '@app/otp';
import { OnEvent } from '@app/redis';
import { Courier } from './courier';
import { WorkerRegistry } from './worker-registry';

/** The first in an entry's order answers at once, the second so much later; the others leave it to the sweep, where all are equal. */
const NEXT_MS = 150;

/** Every worker hears the bell; the outbox lets one of them win. */
@Controller()
export class EventsController {
  constructor(
    private readonly outbox: Outbox,
    private readonly courier: Courier,
    private readonly registry: WorkerRegistry,
  ) {}

  @OnEvent('otp.requested')
  async requested(@Payload() { challengeId }: Message<'otp.requested'>): Promise<void> {
    await this.answer(this.outbox.codeEntry(challengeId));
  }

  @OnEvent('otp.verified')
  async verified(@Payload() { challengeId }: Message<'otp.verified'>): Promise<void> {
    await this.answer(this.outbox.editEntry(challengeId));
  }

  private async answer(entry: Entry | undefined): Promise<void> {
    if (entry === undefined) return;
    const others = this.registry.othersBefore(entry);
    if (others > 1) return;
    if (others === 1) await wait(NEXT_MS, undefined, { ref: false });
    await this.courier.deliver(entry);
  }
}
