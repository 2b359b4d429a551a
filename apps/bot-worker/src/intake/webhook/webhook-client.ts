import { Injectable, Logger } from '@nestjs/common';
import type { WebhookInfo } from 'telegraf/types';
import { BotApi } from '../../telegram/bot-api';
import { BotApiError } from '../../telegram/bot-api-error';
import { ALLOWED_UPDATES } from '../allowed-updates';
import { WebhookRecord } from './webhook-record';
import { WebhookSettings } from './webhook-settings';

/** Telegram repeats a failed delivery within this time, so an error that is older is over. */
const RECENT_SECONDS = 120;
const REPORT_AFTER_SECONDS = 600;
/** We answer 503 to an update that has to be delivered again. */
const OUR_REFUSAL = /\b503\b/;

/**
 * The calls of the Bot API about the webhook. A 429 to a call that names no chat pauses the whole bot for a minute, so no
 * worker calls again for as long as Telegram asks.
 */
@Injectable()
export class WebhookClient {
  private readonly log = new Logger(WebhookClient.name);
  /** When the delivery failed that the last check saw, in seconds since the epoch; 0 if it saw none. */
  private formerErrorAt = 0;
  private reportedErrorAt = 0;

  constructor(
    private readonly api: BotApi,
    private readonly record: WebhookRecord,
    private readonly settings: WebhookSettings,
  ) {}

  /** @throws BotApiError */
  async readWebhook(signal: AbortSignal): Promise<WebhookInfo> {
    const info = await this.call<WebhookInfo>('getWebhookInfo', {}, signal);
    this.reportFailedDelivery(info);
    return info;
  }

  /**
   * Only Telegram knows why an update does not arrive. The first failure may be a restart of the workers, so the second one is reported.
   * Telegram's own retries fail for as long, so this is repeated rarely.
   */
  private reportFailedDelivery({ url, pending_update_count: waiting, ...info }: WebhookInfo): void {
    const { last_error_date: at = 0, last_error_message: reason = '' } = info;
    const isRecent = Date.now() / 1000 - at < RECENT_SECONDS;
    const isFailing = url === this.settings.url && waiting > 0 && isRecent && !OUR_REFUSAL.test(reason);
    const isRepeated = this.formerErrorAt > 0 && at > this.formerErrorAt;
    this.formerErrorAt = isFailing ? at : 0;
    if (!isFailing || !isRepeated || at - this.reportedErrorAt <= REPORT_AFTER_SECONDS) return;
    this.reportedErrorAt = at;
    this.log.warn(
      { reason, waiting },
      'Telegram cannot deliver updates to this webhook; check the way from the Internet to TELEGRAM_WEBHOOK_URL',
    );
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
