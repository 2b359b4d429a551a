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
import { BotIdentity } from '../telegram/bot-identity';
import { WebhookStatus } from '../telegram/webhook-status';
import { ChatUpdateQueue } from './chat-update-queue';
import { describeFailure } from './failure';
import { type IncomingUpdate, readUpdate } from './incoming-update';
import { IntakeMetrics } from './intake-metrics';
import { UpdateHandler } from './update-handler';
import { WEBHOOK_PATH } from './webhook';
import { WebhookSecret } from './webhook-secret';

/** Telegram opens 40 connections for all workers together. Texts of strangers keep at most so many open at each worker, and link tokens as many. */
const MOST_STRANGERS = 5;

/** Answers 2xx only for what is done, or can never be: Telegram brings the rest again. */
@Controller(WEBHOOK_PATH)
export class WebhookController {
  private readonly log = new Logger(WebhookController.name);
  private readonly queue: ChatUpdateQueue<IncomingUpdate>;

  constructor(
    private readonly secret: WebhookSecret,
    private readonly identity: BotIdentity,
    private readonly handler: UpdateHandler,
    private readonly metrics: IntakeMetrics,
    private readonly status: WebhookStatus,
  ) {
    this.queue = new ChatUpdateQueue(
      (update) => this.isHandled(update),
      (why) => metrics.count(why),
      (chatId) => handler.mostWaiting(chatId, MOST_STRANGERS),
    );
  }

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
    const update = readUpdate(body);
    if (update === undefined) return this.metrics.count('unreadable');
    if (!this.identity.isKnown) throw new ServiceUnavailableException();
    if (!(await this.queue.put(update))) throw new ServiceUnavailableException();
  }

  private async isHandled(update: IncomingUpdate): Promise<boolean> {
    try {
      return (await this.handler.handle(update, MOST_STRANGERS)) === 'done';
    } catch (error) {
      this.log.warn({ reason: describeFailure(error).reason }, 'an update is to come again');
      return false;
    }
  }
}
