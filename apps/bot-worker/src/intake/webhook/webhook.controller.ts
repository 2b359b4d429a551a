import { Body, Controller, HttpCode, Logger, Post, Req, ServiceUnavailableException } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { BotIdentity } from '../../telegram/bot-identity';
import { ChatUpdateQueue } from '../chat-update-queue';
import { describeFailure } from '../failure';
import { type IncomingUpdate, parseUpdate } from '../incoming-update';
import { IntakeMetrics } from '../intake-metrics';
import { UpdateHandler } from '../update-handler';
import { WEBHOOK_PATH } from './webhook-settings';

/**
 * Telegram opens 40 connections to all workers together. At each worker, texts of strangers keep at most this many open.
 * Link tokens have the same limit.
 */
const MAX_STRANGERS = 5;

/** An update, with the id of the request that delivered it. */
type DeliveredUpdate = IncomingUpdate & { readonly requestId: string };

/**
 * Receives what `WebhookGate` admits. Answers 2xx only for updates that are done or can never be handled. Telegram delivers all
 * others again.
 */
@Controller(WEBHOOK_PATH)
export class WebhookController {
  private readonly log = new Logger(WebhookController.name);
  private readonly queue: ChatUpdateQueue<DeliveredUpdate>;

  constructor(
    private readonly identity: BotIdentity,
    private readonly handler: UpdateHandler,
    private readonly metrics: IntakeMetrics,
  ) {
    this.queue = new ChatUpdateQueue(
      (update) => this.handle(update),
      (reason) => metrics.count(reason),
      (chatId) => handler.maxWaiting(chatId, MAX_STRANGERS),
    );
  }

  @Post()
  @HttpCode(200)
  async receive(@Body() body: unknown, @Req() { id: requestId }: FastifyRequest): Promise<void> {
    const update = parseUpdate(body);
    if (update === undefined) return this.metrics.count('unreadable');
    if (!this.identity.isKnown) throw new ServiceUnavailableException();
    if (!(await this.queue.add({ ...update, requestId }))) throw new ServiceUnavailableException();
  }

  /** @returns whether the update is done */
  private async handle(update: DeliveredUpdate): Promise<boolean> {
    try {
      return (await this.handler.handle(update, MAX_STRANGERS)) === 'done';
    } catch (error) {
      const { requestId } = update;
      this.log.warn(
        { requestId, reason: describeFailure(error).reason },
        'an update must be delivered again',
      );
      return false;
    }
  }
}
