import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { type E164, LANGUAGES } from '@app/contract';
import type { RedisStore, Script } from '@app/redis';
import type { TelegramPerson } from './telegram-accounts';

const LIFETIME_MS = 24 * 3_600_000;
/** The most accounts that may wait for one phone. The holder is asked only about the first three. */
const MAX_ACCOUNTS = 20;
const MAX_QUESTIONS = 3;

const record = z.object({
  person: z.object({
    telegramId: z.int(),
    chatId: z.int(),
    username: z.string().optional(),
    firstName: z.string().optional(),
    languageCode: z.string().optional(),
    chosenLanguage: z.enum(LANGUAGES).optional(),
  }),
  /** Binds an answer to this question. */
  token: z.string(),
  updateId: z.string(),
  askedAt: z.int(),
  isRefused: z.boolean().optional(),
});

type MoveRecord = z.infer<typeof record>;

const addReply = z.tuple([z.enum(['added', 'known', 'full']), z.string()]);

/** A phone, and the account that it is linked to. */
export interface HeldPhone {
  readonly phone: E164;
  readonly telegramId: number;
}

export interface WaitingAccount {
  readonly person: TelegramPerson;
  readonly askedAt: Date;
  /** The holder of the phone has refused. */
  readonly isRefused: boolean;
}

/**
 * Accounts that wait for a phone of another account. The holder or an operator decides. A request without an answer expires
 * after a day.
 */
export class PhoneMoves {
  private readonly add: Script;
  private readonly recordRefusal: Script;

  constructor(private readonly store: RedisStore) {
    this.add = store.script(join(__dirname, 'scripts', 'add-move.lua'));
    this.recordRefusal = store.script(join(__dirname, 'scripts', 'refuse-move.lua'));
  }

  /**
   * @param updateId an update that Telegram redelivers gets the same answer again
   * @returns the token of the question for the holder; undefined if the holder is not asked, or was asked before
   */
  async request(held: HeldPhone, person: TelegramPerson, updateId: string): Promise<string | undefined> {
    const { telegramId, chatId, username, firstName, languageCode, chosenLanguage } = person;
    const wanted: MoveRecord = {
      person: { telegramId, chatId, username, firstName, languageCode, chosenLanguage },
      token: randomBytes(16).toString('base64url'),
      updateId,
      askedAt: Date.now(),
    };
    const [outcome, detail] = addReply.parse(
      await this.add(
        [this.key(held)],
        [String(telegramId), JSON.stringify(wanted), LIFETIME_MS, MAX_ACCOUNTS],
      ),
    );
    if (outcome === 'added') return Number(detail) <= MAX_QUESTIONS ? wanted.token : undefined;
    const existing = parsed(detail);
    return existing?.updateId === updateId ? existing.token : undefined;
  }

  /** Finds the account that this question is about. @returns undefined if the question is closed */
  async asking(held: HeldPhone, telegramId: number, token: string): Promise<TelegramPerson | undefined> {
    const found = parsed(await this.store.client.hget(this.key(held), String(telegramId)));
    return found?.token === token && !found.isRefused ? found.person : undefined;
  }

  /** Records a refusal. The record stays, so that the account cannot ask again on the same day. */
  async refuse(held: HeldPhone, telegramId: number): Promise<void> {
    const text = await this.store.client.hget(this.key(held), String(telegramId));
    const found = parsed(text);
    if (text === null || found === undefined) return;
    const refused = JSON.stringify({ ...found, isRefused: true });
    await this.recordRefusal([this.key(held)], [String(telegramId), text, refused]);
  }

  /** Lists the accounts that wait, the latest first. */
  async waiting(held: HeldPhone): Promise<readonly WaitingAccount[]> {
    const texts = await this.store.client.hvals(this.key(held));
    return texts
      .flatMap((text) => parsed(text) ?? [])
      .sort((a, b) => b.askedAt - a.askedAt)
      .map(({ person, askedAt, isRefused }) => ({
        person,
        askedAt: new Date(askedAt),
        isRefused: isRefused === true,
      }));
  }

  /** Closes every question about a former holder, after the phone has moved. */
  async forget(held: HeldPhone): Promise<void> {
    await this.store.client.del(this.key(held));
  }

  private key({ phone, telegramId }: HeldPhone): string {
    return this.store.key('moves', `{${phone}}`, String(telegramId));
  }
}

function parsed(text: string | null): MoveRecord | undefined {
  if (!text) return undefined;
  const found = record.parse(JSON.parse(text));
  return Date.now() - found.askedAt < LIFETIME_MS ? found : undefined;
}
