import {
  Body,
  Controller,
  Headers,
  HttpCode,
  Logger,
  Post,
  ServiceUnavailableException,
  UnauthorizedException,
} from '@nestjs/common';
import type { Update } from 'telegraf/types';
import { reasonOf } from '@app/runtime';
import { BotIdentity } from '../telegram/bot-identity';
import { WebhookStatus } from '../telegram/webhook-status';
import { ChatQueues } from './chat-queues';
import { Inbox } from './inbox';
import { WEBHOOK_PATH } from './webhook';
import { WebhookSecret } from './webhook-secret';

const isUpdate = (body: unknown): body is Update =>
  typeof body === 'object' &&
  body !== null &&
  Number.isSafeInteger((body as { update_id?: unknown }).update_id);

/** Answers 2xx only for what is done: Telegram brings the rest again. */
@Controller(WEBHOOK_PATH)
export class WebhookController {
  private readonly log = new Logger(WebhookController.name);

  constructor(
    private readonly secret: WebhookSecret,
    private readonly identity: BotIdentity,
    private readonly inbox: Inbox,
    private readonly queues: ChatQueues,
    private readonly status: WebhookStatus,
  ) {}

  @Post()
  @HttpCode(200)
  async receive(
    @Headers('x-telegram-bot-api-secret-token') sent: string | undefined,
    @Body() body: unknown,
  ): Promise<void> {
    if (!this.secret.accepts(sent)) {
      this.status.suspect();
      throw new UnauthorizedException();
    }
    // Nothing of ours to do again: it would come back for ever.
    if (!isUpdate(body)) return;
    if (!this.identity.isKnown) throw new ServiceUnavailableException();
    if (!this.queues.enter(body)) return;
    try {
      if ((await this.take(body)) !== 'done') throw new ServiceUnavailableException();
    } finally {
      this.queues.leave(body);
    }
  }

  private async take(update: Update) {
    try {
      return await this.inbox.take(update);
    } catch (error) {
      this.log.warn({ reason: reasonOf(error) }, 'an update is to come again');
      return undefined;
    }
  }
}
