import { Injectable } from '@nestjs/common';
import type { WebhookInfo } from 'telegraf/types';
import { BotApi } from '../../telegram/bot-api';
import { BotApiError } from '../../telegram/bot-api-error';
import { ALLOWED_UPDATES } from '../allowed-updates';
import { WebhookRecord } from './webhook-record';
import { WebhookSettings } from './webhook-settings';

/**
 * The calls of the Bot API about the webhook. A 429 to a call that names no chat pauses the whole bot for a minute, so no
 * worker calls again for as long as Telegram asks.
 */
@Injectable()
export class WebhookClient {
  constructor(
    private readonly api: BotApi,
    private readonly record: WebhookRecord,
    private readonly settings: WebhookSettings,
  ) {}

  /** @throws BotApiError */
  readWebhook(signal: AbortSignal): Promise<WebhookInfo> {
    return this.call<WebhookInfo>('getWebhookInfo', {}, signal);
  }

  /** @throws BotApiError */
  async setWebhook(signal: AbortSignal): Promise<void> {
    const { url, secretToken } = this.settings;
    const payload = { url, secret_token: secretToken, allowed_updates: ALLOWED_UPDATES };
    await this.call('setWebhook', payload, signal);
  }

  private async call<Result>(method: string, payload: object, signal: AbortSignal): Promise<Result> {
    try {
      return await this.api.call<Result>(method, payload, signal);
    } catch (error) {
      if (error instanceof BotApiError && error.problem === 'flood')
        await this.record.forbidCalls(error.retryAfterMs);
      throw error;
    }
  }
}
