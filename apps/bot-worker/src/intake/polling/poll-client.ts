import { Injectable } from '@nestjs/common';
import type { WebhookInfo } from 'telegraf/types';
import { BotApi } from '../../telegram/bot-api';
import { ALLOWED_UPDATES } from '../allowed-updates';
import { PollConflicts } from './poll-conflicts';
import { WebhookRecord } from '../webhook/webhook-record';
import { WebhookStatus } from '../webhook/webhook-status';

const LONG_POLL_SECONDS = 25;
const LONG_POLL_TIMEOUT_MS = (LONG_POLL_SECONDS + 10) * 1_000;
const CONFIRM_TIMEOUT_MS = 1_500;

/** The calls of the Bot API that polling needs. */
@Injectable()
export class PollClient {
  constructor(
    private readonly api: BotApi,
    private readonly webhookRecord: WebhookRecord,
    private readonly webhookStatus: WebhookStatus,
    private readonly conflicts: PollConflicts,
  ) {}

  get isTokenAccepted(): boolean {
    return this.api.isTokenAccepted;
  }

  /** @throws BotApiError */
  getUpdates(offset: number, signal: AbortSignal): Promise<unknown[]> {
    return this.api.call<unknown[]>(
      'getUpdates',
      { offset, timeout: LONG_POLL_SECONDS, allowed_updates: ALLOWED_UPDATES },
      signal,
      LONG_POLL_TIMEOUT_MS,
    );
  }

  /** Confirms all updates below the offset, so that the next worker that polls does not receive them again. */
  async confirm(offset: number): Promise<void> {
    const payload = { offset, timeout: 0, limit: 1, allowed_updates: ALLOWED_UPDATES };
    await this.api.call('getUpdates', payload, undefined, CONFIRM_TIMEOUT_MS).catch(() => undefined);
  }

  /**
   * Handles a 409: either somebody else has set a webhook, which is removed and counted as a repair, or somebody else polls.
   * @returns whether a webhook was removed
   */
  async resolveConflict(signal: AbortSignal): Promise<boolean> {
    const isRemoved = await this.removeWebhook(signal);
    if (isRemoved) this.webhookStatus.countRepairs(['unwanted']);
    else if (!signal.aborted) await this.conflicts.record();
    return isRemoved;
  }

  /** Removes the webhook, because Telegram answers getUpdates only without one. @returns whether one was removed */
  async removeWebhook(signal: AbortSignal): Promise<boolean> {
    try {
      const { url } = await this.api.call<WebhookInfo>('getWebhookInfo', {}, signal);
      if (!url || signal.aborted) return false;
      // The record is deleted first: workers in webhook mode must not take the removal for a change by somebody else.
      await this.webhookRecord.delete();
      await this.api.call('deleteWebhook', { drop_pending_updates: false }, signal);
      return true;
    } catch {
      // The next getUpdates reports the failure.
      return false;
    }
  }
}
