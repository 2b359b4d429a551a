import { createHash } from 'node:crypto';
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
    await this.store.client.set(this.repairKey, '1', 'PX', gapMs);
  }

  async isRepairedOfLate(): Promise<boolean> {
    return (await this.store.client.exists(this.repairKey)) === 1;
  }

  private get repairKey(): string {
    return this.store.key('webhook-repaired');
  }
}
