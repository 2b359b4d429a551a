import { randomBytes } from 'node:crypto';
import type { E164, Language } from '@app/contract';
import type { OtpConfig } from '@app/runtime';
import type { RedisStore } from '@app/redis';
import { ChallengeCloser } from './challenge-closer';
import { type Codes, linkDigest } from './codes';
import { OtpKeys } from './keys';
import { type Entry, entryOf } from './tasks';
import { asTexts, transition, upToSeconds } from './transitions';
import type { LinkedChallenge, TellChange } from './types';

/** Codes that one Telegram account may ask the bot for. */
const ASKS_PER_MINUTE = 3;
/** How long "it was not me" stops pushed codes. */
const QUIET_MS = 24 * 3_600_000;

/** What a refusal met; a code to erase names the session that asked for it. */
export interface Refused {
  readonly outcome: 'refused' | 'used' | 'gone';
  readonly erasedBy?: string;
}

/** `due`: claim it now. `sent`: it is in the chat already. `foreign`: another account opened the link first. */
export type Opened = 'due' | 'sent' | 'other_phone' | 'foreign' | 'gone';

/** Challenges as the bot sees them: what people do with them in Telegram. Each verb is one round trip to Redis. */
export class BotChallenges {
  private readonly keys: OtpKeys;
  private readonly closer: ChallengeCloser;
  private readonly scripts;

  constructor(
    private readonly store: RedisStore,
    private readonly config: OtpConfig,
    private readonly codes: Codes,
    private readonly changed: TellChange,
  ) {
    this.keys = new OtpKeys(store);
    this.closer = new ChallengeCloser(store);
    this.scripts = {
      find: transition(store, 'find'),
      open: transition(store, 'open'),
      wakeParked: transition(store, 'wake-parked'),
      ask: transition(store, 'ask'),
      refuse: transition(store, 'refuse'),
    };
  }

  /** Somebody opened a link. @returns undefined where it is no link of ours, or its challenge is over */
  async find(linkToken: string): Promise<LinkedChallenge | undefined> {
    const partition = this.keys.partitionOfLink(linkToken);
    if (partition === undefined) return undefined;
    const reply = await this.scripts.find(
      [this.keys.link(partition, linkDigest(linkToken))],
      [this.keys.prefix(partition)],
    );
    const [challengeId, phone, language, ip, browser, system, openedBy] = asTexts(reply);
    if (challengeId === undefined) return undefined;
    this.changed(challengeId);
    return {
      challengeId,
      phone: phone as E164,
      language: language as Language,
      origin: { ip: ip ?? '', browser: browser ?? '', system: system ?? '' },
      openedBy: openedBy ? Number(openedBy) : undefined,
    };
  }

  /** An account with a linked phone opens a challenge. */
  async open(challengeId: string, by: { telegramId: number; phone: E164 }): Promise<Opened> {
    const partition = this.keys.partitionOfChallenge(challengeId);
    if (partition === undefined) return 'gone';
    const reply = await this.scripts.open(
      [this.keys.challenge(partition, challengeId)],
      [this.keys.prefix(partition), challengeId, by.telegramId, by.phone],
    );
    if (reply === 'due' || reply === 'sent') this.changed(challengeId);
    return reply as Opened;
  }

  /** Remembers, while it lives, which challenge an account wants opened once it has shared its contact. */
  async awaitContact(telegramId: number, challengeId: string): Promise<void> {
    await this.store.client.set(this.keys.awaited(telegramId), challengeId, 'EX', this.config.ttlSeconds);
  }

  /** What `awaitContact` remembered. */
  async awaited(telegramId: number): Promise<string | undefined> {
    return (await this.store.client.get(this.keys.awaited(telegramId))) ?? undefined;
  }

  /** It was opened, or is over. */
  async forgetAwaited(telegramId: number): Promise<void> {
    await this.store.client.del(this.keys.awaited(telegramId));
  }

  /** The phone has a chat now: all its live challenges that wait for one are due. */
  async wakeParked(phone: E164): Promise<readonly Entry[]> {
    const partition = this.keys.partitionOf(phone);
    const woken = (await this.scripts.wakeParked(
      [this.keys.live(partition, phone)],
      [this.keys.prefix(partition)],
    )) as string;
    const ids = woken.split(' ').filter(Boolean);
    return ids.map((id) => entryOf(partition, `code:${id}`));
  }

  /** The owner asks for a code; a former one that was asked so is replaced. */
  async ask(r: {
    phone: E164;
    telegramId: number;
    language: Language;
  }): Promise<{ kind: 'issued'; entry: Entry } | { kind: 'limited'; retryAfterSeconds: number }> {
    const { keys, config, codes } = this;
    const partition = keys.partitionOf(r.phone);
    const challengeId = keys.newChallengeId(partition);
    const nonce = randomBytes(16).toString('base64url');
    const code = codes.codeOf({ keyId: codes.keyId, challengeId, nonce, phone: r.phone })!;
    const reply = await this.scripts.ask(
      [
        keys.asks(partition, r.telegramId),
        keys.asked(partition, r.phone),
        keys.outbox(partition),
        keys.challenge(partition, challengeId),
      ],
      [
        ...[keys.prefix(partition), challengeId, ASKS_PER_MINUTE, config.ttlSeconds * 1000, config.attempts],
        ...[r.phone, r.language, nonce, codes.keyId, codes.digest({ challengeId, askedOf: 'bot' }, code)],
      ],
    );
    const [outcome, retryMs] = asTexts(reply);
    return outcome === 'issued'
      ? { kind: 'issued', entry: entryOf(partition, `code:${challengeId}`) }
      : { kind: 'limited', retryAfterSeconds: upToSeconds(retryMs) };
  }

  /**
   * "It was not me", said by the owner of `phone`: closes the challenge and stops pushed codes for 24 h.
   * @param refusal names what was pressed: whoever brings the same again is told the same again
   */
  async refuse(challengeId: string, phone: E164, refusal: string): Promise<Refused> {
    const partition = this.keys.partitionOfChallenge(challengeId);
    if (partition === undefined || partition !== this.keys.partitionOf(phone)) return { outcome: 'gone' };
    const reply = await this.scripts.refuse(
      [this.keys.challenge(partition, challengeId), this.keys.quiet(partition, phone)],
      [this.keys.prefix(partition), challengeId, phone, QUIET_MS, refusal],
    );
    const [outcome, sessionId] = asTexts(reply);
    if (outcome !== 'ok' && outcome !== 'used') return { outcome: 'gone' };
    if (outcome === 'ok') this.changed(challengeId);
    return { outcome: outcome === 'ok' ? 'refused' : 'used', ...(sessionId && { erasedBy: sessionId }) };
  }

  /** Stops pushed codes for 24 h, as a refusal does. */
  async stopPushed(phone: E164): Promise<void> {
    const key = this.keys.quiet(this.keys.partitionOf(phone), phone);
    await this.store.client.set(key, '1', 'PX', QUIET_MS);
  }

  /** Every live challenge of the phone is over: before and after it changes hands, and when its owner leaves. */
  async closeAll(phone: E164): Promise<void> {
    const closed = await this.closer.closeAll(phone);
    closed.forEach(this.changed);
  }
}
