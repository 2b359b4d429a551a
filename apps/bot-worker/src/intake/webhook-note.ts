import { createHash, randomUUID } from 'node:crypto';
import type { RedisStore } from '@app/redis';
import { botKeys } from '@app/telegram';
import { ALLOWED_UPDATES } from './allowed-updates';

/** What the workers set last, in Redis: Telegram shows neither the secret nor what was known when it was set. */
export class WebhookNote {
  private readonly key: string;

  constructor(private readonly store: RedisStore) {
    this.key = botKeys.identity(store);
  }

  /** One way: the secret cannot be read out of it. */
  static digestOf(url: string, secret: string): string {
    return createHash('sha256')
      .update(JSON.stringify([url, secret, ALLOWED_UPDATES]))
      .digest('base64url');
  }

  async read(): Promise<{ readonly digest: string | null; readonly knownErrorAt: number }> {
    const [digest, errorAt] = await this.store.client.hmget(this.key, 'webhook', 'webhook_error');
    return { digest: digest ?? null, knownErrorAt: Number(errorAt ?? 0) };
  }

  async write(digest: string, knownErrorAt: number): Promise<void> {
    await this.store.client.hset(this.key, 'webhook', digest, 'webhook_error', knownErrorAt);
  }

  async forget(): Promise<void> {
    await this.store.client.hdel(this.key, 'webhook', 'webhook_error');
  }

  /** A worker undid what somebody else had set; for `gapMs` milliseconds none does so again. */
  async repaired(gapMs: number): Promise<void> {
    await this.store.client.set(this.store.key('webhook-repaired'), randomUUID(), 'PX', gapMs);
  }

  /** The repair that still forbids another one. */
  lastRepair(): Promise<string | null> {
    return this.store.client.get(this.store.key('webhook-repaired'));
  }

  /** A worker lives whose webhook was set last. Repeated while it does. */
  async isOurs(ms: number): Promise<void> {
    await this.hold('webhook-owner', ms);
  }

  /** No worker whose webhook was set last has shown itself for long. */
  async isAbandoned(): Promise<boolean> {
    return !(await this.isHeld('webhook-owner'));
  }

  /** Telegram answered a call about the webhook with 429: no worker makes another one for `ms` milliseconds. */
  async refused(ms: number): Promise<void> {
    if (ms > 0) await this.hold('webhook-refused', ms);
  }

  isRefused(): Promise<boolean> {
    return this.isHeld('webhook-refused');
  }

  /**
   * Of all workers that find the webhook broken, one looks in `gapMs` milliseconds, for each finds the same. After a repair each
   * worker looks once, because only its own look makes it ready again.
   * @param repairBefore the last repair before the last look of this worker
   * @returns whether this worker may look
   */
  async mayLook(gapMs: number, repairBefore: string | null): Promise<boolean> {
    const repair = await this.lastRepair();
    if (repair !== null && repair !== repairBefore) return true;
    const key = this.store.key('webhook-looked');
    return (await this.store.client.set(key, '1', 'PX', gapMs, 'NX')) !== null;
  }

  private async hold(name: string, ms: number): Promise<void> {
    await this.store.client.set(this.store.key(name), '1', 'PX', ms);
  }

  private async isHeld(name: string): Promise<boolean> {
    return (await this.store.client.exists(this.store.key(name))) === 1;
  }
}
