import { Controller } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Message } from '@app/contract';
import { Outbox } from '@app/otp';
import { OnBell } from '@app/redis';
import { Courier } from './courier';

/** Every worker hears the bell; the outbox lets one of them win. */
@Controller()
export class BellsController {
  constructor(
    private readonly outbox: Outbox,
    private readonly courier: Courier,
  ) {}

  @OnBell('otp.requested')
  async requested(@Payload() { challengeId }: Message<'otp.requested'>): Promise<void> {
    await this.courier.deliver(this.outbox.entryOf(challengeId));
  }

  @OnBell('otp.verified')
  async verified(@Payload() { challengeId }: Message<'otp.verified'>): Promise<void> {
    await this.courier.deliver(this.outbox.editOf(challengeId));
  }
}
