import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { WebhookInfo } from 'telegraf/types';
import { Lease, RedisStore } from '@app/redis';
import { botKeys, BotRecords } from '@app/telegram';

const LOCK_MS = 30_000;

/**
 * Records in Redis what the workers set last and how they share the checks. The secret and the errors that were known when the
 * webhook was set are recorded here, because Telegram does not show them.
 */
@Injectable()
export class WebhookRecord {
  private readonly key: string;
  /** Lets one worker at a time set the webhook. */
  readonly lock: Lease;
  private readonly records: BotRecords;

  constructor(private readonly store: RedisStore) {
    this.records = new BotRecords(store);
    this.key = botKeys.identity(store);
    this.lock = new Lease(store, 'webhook', LOCK_MS);
  }

  /**
   * A one-way digest, so that the record does not reveal the secret. It is the same for workers of two versions that handle
   * different updates, because both accept the same webhook.
   */
  static digestOf(url: string, secret: string): string {
    return createHash('sha256')
      .update(JSON.stringify([url, secret]))
      .digest('base64url');
  }

  async read(): Promise<{ readonly digest: string | null; readonly knownErrorAt: number }> {
    const [digest, errorAt] = await this.store.client.hmget(this.key, 'webhook', 'webhook_error');
    return { digest: digest ?? null, knownErrorAt: Number(errorAt ?? 0) };
  }

  async write(digest: string, knownErrorAt: number): Promise<void> {
    await this.store.client.hset(this.key, 'webhook', digest, 'webhook_error', knownErrorAt);
  }

  /** Records for operators what Telegram showed. */
  recordSeen(info: WebhookInfo): Promise<void> {
    const { url = '', pending_update_count, last_error_date, last_error_message } = info;
    return this.records.recordWebhook({
      origin: URL.canParse(url) ? new URL(url).origin : '',
      pendingUpdates: pending_update_count,
      lastError:
        last_error_date === undefined
          ? null
          : { at: new Date(last_error_date * 1000), message: last_error_message ?? '' },
      checkedAt: new Date(),
    });
  }

  async delete(): Promise<void> {
    await this.store.client.hdel(this.key, 'webhook', 'webhook_error');
    await this.records.forgetWebhook();
  }

  /** Records that a worker undid a change by somebody else. No worker repairs again for `gapMs` milliseconds. */
  async recordRepair(gapMs: number): Promise<void> {
    await this.store.client.set(this.store.key('webhook-repaired'), randomUUID(), 'PX', gapMs);
  }

  /** @returns the id of the repair that still forbids another one */
  lastRepair(): Promise<string | null> {
    return this.store.client.get(this.store.key('webhook-repaired'));
  }

  /** Records that a worker with the latest settings is running. The record expires after `ms` milliseconds. */
  async renewOwnership(ms: number): Promise<void> {
    await this.setFlag('webhook-owner', ms);
  }

  /** Whether the record of `renewOwnership` has expired. */
  async isAbandoned(): Promise<boolean> {
    return !(await this.hasFlag('webhook-owner'));
  }

  /** Forbids all workers to call Telegram about the webhook for `ms` milliseconds. */
  async forbidCalls(ms: number): Promise<void> {
    if (ms > 0) await this.setFlag('webhook-refused', ms);
  }

  areCallsForbidden(): Promise<boolean> {
    return this.hasFlag('webhook-refused');
  }

  /**
   * All workers find the same broken webhook, so only one of them checks it every `gapMs` milliseconds. After a repair each
   * worker checks once, because only its own check makes it ready again.
   * @param repairBefore the last repair before the last check of this worker
   * @returns whether this worker may check
   */
  async claimBrokenCheck(gapMs: number, repairBefore: string | null): Promise<boolean> {
    const repair = await this.lastRepair();
    if (repair !== null && repair !== repairBefore) return true;
    const key = this.store.key('webhook-looked');
    return (await this.store.client.set(key, '1', 'PX', gapMs, 'NX')) !== null;
  }

  private async setFlag(name: string, ms: number): Promise<void> {
    await this.store.client.set(this.store.key(name), '1', 'PX', ms);
  }

  private async hasFlag(name: string): Promise<boolean> {
    return (await this.store.client.exists(this.store.key(name))) === 1;
  }
}
