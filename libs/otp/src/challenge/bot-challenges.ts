import { randomUUID } from 'node:crypto';
import type { E164, Language } from '@app/contract';
import type { RedisStore } from '@app/redis';
import type { OtpConfig } from '@app/runtime';
import { idsIn, OtpKeys } from '../keys';
import { type Entry, entryOf, idOf } from '../outbox/tasks';
import { secondsOf } from '../reply';
import { requestBotCode } from './bot-code-scripts';
import { findByLink, makeParkedDue, openChallenge, refuseChallenge } from './challenge-scripts';
import type { LinkedChallenge, Origin } from './challenge';
import { ChallengeCloser } from './challenge-closer';
import type { ChallengeEvents } from './challenge-events';
import { type Codes, linkDigest } from './codes';
import { randomText } from '../random';

/** How many codes one Telegram account may request from the bot in a minute. */
const REQUESTS_PER_MINUTE = 3;
/** How long "it was not me" stops pushed codes. */
const QUIET_MS = 24 * 3_600_000;

/** The result of a refusal. `eraseSessionId`: the session that requested the code, if it is a code that erases the shop. */
export interface Refused {
  readonly outcome: 'refused' | 'used' | 'gone';
  readonly eraseSessionId?: string;
}

/**
 * `due`: claim the code now. `sent`: the code is in the chat already, and the numbers are offered apart from it. `gone` also if
 * another account opened the link first.
 */
export type Opened =
  | { readonly outcome: 'due' | 'other_phone' | 'gone' }
  | { readonly outcome: 'sent'; readonly approvalOffers: readonly string[]; readonly origin: Origin };

export type RequestedFromBot =
  | { readonly kind: 'issued'; readonly entry: Entry }
  | { readonly kind: 'repeated' }
  | { readonly kind: 'limited'; readonly retryAfterSeconds: number };

/** Challenges as the bot uses them. Each method is one round trip to Redis. */
export class BotChallenges {
  private readonly keys: OtpKeys;
  private readonly closer: ChallengeCloser;
  private readonly scripts;

  constructor(
    private readonly store: RedisStore,
    private readonly config: OtpConfig,
    private readonly codes: Codes,
    private readonly events: ChallengeEvents,
  ) {
    this.keys = new OtpKeys(store);
    this.closer = new ChallengeCloser(store, events);
    this.scripts = {
      findByLink: findByLink(store),
      openChallenge: openChallenge(store),
      makeParkedDue: makeParkedDue(store),
      requestCode: requestBotCode(store),
      refuseChallenge: refuseChallenge(store),
    };
  }

  /** Finds the challenge of a link that somebody opened. @returns undefined if the link is malformed or its challenge is over */
  async findByLink(linkToken: string): Promise<LinkedChallenge | undefined> {
    const partition = this.keys.partitionOfLink(linkToken);
    if (partition === undefined) return undefined;
    const reply = await this.scripts.findByLink(
      [this.keys.link(partition, linkDigest(linkToken))],
      [this.keys.prefix(partition)],
    );
    if (reply.outcome === 'none') return undefined;
    const { id: challengeId, phone, language, openedBy, ip, browser, system } = reply;
    this.events.changed(challengeId);
    return { challengeId, phone, language, origin: { ip, browser, system }, openedBy };
  }

  /**
   * Makes the code of a challenge due for an account that is linked to `by.phone`.
   * @param by.isJustLinked the message of the code says that the phone is linked
   */
  async openChallenge(
    challengeId: string,
    by: { telegramId: number; phone: E164; isJustLinked?: boolean },
  ): Promise<Opened> {
    const partition = this.keys.partitionOfChallenge(challengeId);
    if (partition === undefined) return { outcome: 'gone' };
    const reply = await this.scripts.openChallenge(
      [this.keys.challenge(partition, challengeId)],
      [
        this.keys.prefix(partition),
        challengeId,
        by.telegramId,
        by.phone,
        by.isJustLinked === true ? '1' : '',
      ],
    );
    if (reply.outcome === 'due' || reply.outcome === 'sent') this.events.changed(challengeId);
    if (reply.outcome !== 'sent') return reply;
    const { approvalOffers, ip, browser, system } = reply;
    return { outcome: 'sent', approvalOffers, origin: { ip, browser, system } };
  }

  /** Remembers which challenge to open when the account has shared its contact, for the lifetime of a challenge. */
  async awaitContact(telegramId: number, challengeId: string): Promise<void> {
    await this.store.client.set(this.keys.awaited(telegramId), challengeId, 'EX', this.config.ttlSeconds);
  }

  /** @returns the id of the challenge that `awaitContact` remembered */
  async awaitedChallenge(telegramId: number): Promise<string | undefined> {
    return (await this.store.client.get(this.keys.awaited(telegramId))) ?? undefined;
  }

  /** Call it once the remembered challenge was opened or is over. */
  async forgetAwaitedChallenge(telegramId: number): Promise<void> {
    await this.store.client.del(this.keys.awaited(telegramId));
  }

  /** The codes of the phone's live challenges from the API, whatever has become of them. A claim finds out which can be sent. */
  async liveCodes(phone: E164): Promise<readonly Entry[]> {
    const partition = this.keys.partitionOf(phone);
    const ids = (await this.store.client.get(this.keys.live(partition, phone))) ?? '';
    return idsIn(ids).map((id) => entryOf(partition, `code:${id}`));
  }

  /** Makes all parked challenges of a phone due, after it was linked. The message of the first code says that it is linked. */
  async makeParkedDue(phone: E164): Promise<readonly Entry[]> {
    const partition = this.keys.partitionOf(phone);
    const due = await this.scripts.makeParkedDue(
      [this.keys.live(partition, phone)],
      [this.keys.prefix(partition)],
    );
    return due.map((id) => entryOf(partition, `code:${id}`));
  }

  /** The entry of a code that `requestCode` issues, so that its claim can be sent at once after the request. */
  newCodeEntry(phone: E164): Entry {
    const partition = this.keys.partitionOf(phone);
    return entryOf(partition, `code:${this.keys.newChallengeId(partition)}`);
  }

  /**
   * Issues a code that the owner requests from the bot. It replaces the former code of the bot.
   * @param request.buttonOf the id of the message whose button was pressed. While the code of that button lives, another press
   * is `repeated` and changes nothing.
   * @param request.entry where the code will be, from `newCodeEntry`
   */
  async requestCode(request: {
    phone: E164;
    telegramId: number;
    language: Language | undefined;
    buttonOf?: number | undefined;
    entry?: Entry;
  }): Promise<RequestedFromBot> {
    const { keys, config, codes } = this;
    const { phone, telegramId, language, buttonOf } = request;
    const { entry = this.newCodeEntry(phone) } = request;
    const { partition } = entry;
    const challengeId = idOf(entry);
    const nonce = randomText(16, 'base64url');
    const code = codes.codeOf({ keyId: codes.keyId, challengeId, nonce, phone })!;
    const reply = await this.scripts.requestCode(
      [
        ...[keys.botRequests(partition, telegramId), keys.botCode(partition, phone)],
        ...[keys.outbox(partition), keys.challenge(partition, challengeId)],
      ],
      [
        ...[keys.prefix(partition), challengeId],
        ...[REQUESTS_PER_MINUTE, config.ttlSeconds * 1000, config.attempts],
        ...[phone, language ?? '', nonce, codes.keyId, codes.digest({ challengeId, channel: 'bot' }, code)],
        ...[buttonOf ?? '', randomUUID()],
      ],
    );
    if (reply.outcome === 'repeated') return { kind: 'repeated' };
    if (reply.outcome === 'limited') return { kind: 'limited', retryAfterSeconds: secondsOf(reply.retryMs) };
    if (reply.replaced !== undefined) this.events.ended(reply.replaced);
    return { kind: 'issued', entry };
  }

  /**
   * Closes the challenge and stops pushed codes for 24 h, after the owner of `phone` says "it was not me".
   * @param refusal identifies the press of the button; a repetition of the same press has the same outcome
   */
  async refuseChallenge(challengeId: string, phone: E164, refusal: string): Promise<Refused> {
    const partition = this.keys.partitionOfChallenge(challengeId);
    if (partition === undefined || partition !== this.keys.partitionOf(phone)) return { outcome: 'gone' };
    const reply = await this.scripts.refuseChallenge(
      [this.keys.challenge(partition, challengeId), this.keys.quiet(partition, phone)],
      [this.keys.prefix(partition), challengeId, phone, QUIET_MS, refusal],
    );
    if (reply.outcome === 'gone') return { outcome: 'gone' };
    const eraseSession = reply.session === undefined ? {} : { eraseSessionId: reply.session };
    if (reply.outcome === 'used') return { outcome: 'used', ...eraseSession };
    this.events.ended(challengeId);
    return { outcome: 'refused', ...eraseSession };
  }

  /** Stops pushed codes for 24 h without a refused challenge. */
  async stopPushedCodes(phone: E164): Promise<void> {
    const key = this.keys.quiet(this.keys.partitionOf(phone), phone);
    await this.store.client.set(key, '1', 'PX', QUIET_MS);
  }

  /** Closes every live challenge of the phone. Call it before and after the phone changes hands, and when its owner leaves. */
  closeChallenges(phone: E164): Promise<void> {
    return this.closer.closeChallenges(phone);
  }
}
