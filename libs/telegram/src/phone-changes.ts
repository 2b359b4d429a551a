import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type E164, LANGUAGES } from '@app/contract';
import type { RedisStore } from '@app/redis';
import { e164 } from './replies';

const LIFETIME_MS = 600_000;
const ANSWERED_LIFETIME_MS = 3_600_000;

const holder = z.object({
  ...{ telegramId: z.int(), chatId: z.int(), language: z.enum(LANGUAGES) },
  linkedAt: z.string().transform((text) => new Date(text)),
});

const record = z.object({
  ...{ token: z.string(), from: e164, to: e164, holder: holder.optional() },
  /** Milliseconds since the epoch. The former version does not write it. */
  askedAt: z.int().default(() => Date.now()),
});

/** The other account that has the new phone, as far as it is to be notified. */
export type FormerHolder = z.infer<typeof holder>;

export interface PhoneChange {
  /** The phone that the account has. */
  readonly from: E164;
  /** The new phone, which the account has proved to hold. */
  readonly to: E164;
  readonly holder?: FormerHolder | undefined;
}

/** A change that the account was asked about. */
export interface AskedPhoneChange extends PhoneChange {
  /** Milliseconds since the epoch. */
  readonly askedAt: number;
}

/**
 * Accounts that were asked whether their phone changes. The answer comes in a button, whose data a client could make up, so the
 * proved phone is stored here. An account has one question at a time, which expires after ten minutes.
 */
export class PhoneChanges {
  constructor(private readonly store: RedisStore) {}

  /** A new question replaces an earlier one. @returns the token that the answer has to name */
  async ask(telegramId: number, change: PhoneChange): Promise<string> {
    const token = randomBytes(16).toString('base64url');
    const text = JSON.stringify({ ...change, token, askedAt: Date.now() });
    await this.store.client.set(this.key(telegramId), text, 'PX', LIFETIME_MS);
    return token;
  }

  /** @returns undefined if the question was answered, has expired or was replaced */
  async find(telegramId: number, token: string): Promise<AskedPhoneChange | undefined> {
    const text = await this.store.client.get(this.key(telegramId));
    if (!text) return undefined;
    const found = record.parse(JSON.parse(text));
    return found.token === token ? found : undefined;
  }

  /**
   * Keeps an answered question until an hour after it was asked, so that an answer that failed can be repeated after the ten minutes. A
   * second call changes nothing, because a proof of a phone must expire.
   */
  async keep(telegramId: number, { askedAt }: AskedPhoneChange): Promise<void> {
    await this.store.client.pexpireat(this.key(telegramId), askedAt + ANSWERED_LIFETIME_MS);
  }

  async forget(telegramId: number): Promise<void> {
    await this.store.client.del(this.key(telegramId));
  }

  private key(telegramId: number): string {
    return this.store.key('phone-change', `{${telegramId}}`);
  }
}
