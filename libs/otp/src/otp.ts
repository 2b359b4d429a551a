import { randomBytes } from 'node:crypto';
import { type ChallengeStatus, DomainError, type E164, type Language } from '@app/contract';
import type { OtpConfig } from '@app/runtime';
import type { RedisStore } from '@app/redis';
import { CODE_LENGTH, type Codes, linkDigest } from './codes';
import { OtpKeys } from './keys';
import { limitStates, SECONDS } from './limits';
import { asTexts, transition, UnknownReply, upToSeconds } from './transitions';
import {
  type Issued,
  type LimitState,
  type Origin,
  type Progress,
  type TellChange,
  TooManyRequests,
  type Verified,
  WrongCode,
} from './types';

/** Typed codes and refreshes of one address; a family or an office shares one. */
const ATTEMPTS_PER_MINUTE = 300;
/**
 * Codes that one address may type for one phone whose owner may have asked the bot. A page that does not know where a code
 * came from tries the phone as well, so ten slips that lock the phone, and some more, leave room for the code of the bot.
 */
const ASKED_TRIES_PER_HOUR = 20;

export interface CodeRequest {
  readonly phone: E164;
  readonly language: Language;
  readonly origin: Origin;
}

/**
 * One-time codes as the HTTP service sees them. Each verb is one round trip to Redis.
 * Expected failures are thrown as `DomainError`; anything else that is thrown says that Redis is away.
 */
export class Otp {
  private readonly keys: OtpKeys;
  private readonly scripts;

  constructor(
    store: RedisStore,
    private readonly config: OtpConfig,
    private readonly codes: Codes,
    private readonly changed: TellChange,
  ) {
    this.keys = new OtpKeys(store);
    this.scripts = {
      admit: transition(store, 'admit-address'),
      request: transition(store, 'request'),
      verify: transition(store, 'verify'),
      verifyAsked: transition(store, 'verify-asked'),
      restore: transition(store, 'restore'),
      replace: transition(store, 'replace'),
      status: transition(store, 'status'),
    };
  }

  /**
   * Counts a request of an address (an IPv6 one as its /64). No limits, no round trip.
   * @throws DomainError `too_many_requests`
   */
  async admitAddress(address: string): Promise<LimitState[]> {
    if (!this.hasAddressLimits) return [];
    const { addressPerMinute, addressPerHour } = this.config;
    return this.admit(this.keys.address(address), addressPerMinute, addressPerHour);
  }

  /**
   * Counts a typed code or a refresh of an address, apart from its requests.
   * @throws DomainError `too_many_requests`
   */
  async admitAttempt(address: string): Promise<LimitState[]> {
    if (!this.hasAddressLimits) return [];
    return this.admit(this.keys.attempts(address), ATTEMPTS_PER_MINUTE, ATTEMPTS_PER_MINUTE * 60);
  }

  /** @throws DomainError `too_many_requests`, `phone_locked` */
  request(r: CodeRequest): Promise<Issued> {
    const { keys } = this;
    const partition = keys.partitionOf(r.phone);
    const linkToken = keys.newLinkToken(partition);
    return this.issue(r, partition, {
      requests: keys.requests(partition, r.phone),
      failures: keys.failures(partition, r.phone),
      linkToken,
    });
  }

  /**
   * A code that erases the shop, for who is signed in; with limits of its own.
   * @throws DomainError `too_many_requests`, `phone_locked`
   */
  requestErase(r: CodeRequest, sessionId: string): Promise<Issued> {
    const { keys } = this;
    const partition = keys.partitionOf(r.phone);
    return this.issue(r, partition, {
      requests: keys.eraseRequests(partition, r.phone),
      failures: keys.eraseFailures(partition, r.phone),
      erasedBy: sessionId,
    });
  }

  /**
   * Consumes the challenge where the code is right; of many posts of the right code one wins.
   * @param code digits only
   * @throws DomainError `challenge_gone`, `phone_locked`, `attempts_exhausted`, `code_wrong` (a WrongCode)
   */
  verify(challengeId: string, code: string, by: Origin): Promise<Verified> {
    return this.compare({ challengeId }, code, by);
  }

  /** The same for a code that erases; for another session than the one that asked the challenge is gone. */
  verifyErase(challengeId: string, sessionId: string, code: string, by: Origin): Promise<Verified> {
    return this.compare({ challengeId, erasedBy: sessionId }, code, by);
  }

  /**
   * A code that the phone's owner asked the bot for.
   * @param address whose tries are counted (an IPv6 one as its /64)
   * @throws DomainError `code_wrong`, `too_many_requests`, alike whether or not such a code lives
   */
  async verifyAsked(phone: E164, code: string, by: Origin, address: string): Promise<Verified> {
    const partition = this.keys.partitionOf(phone);
    const receipt = unique();
    const reply = await this.scripts.verifyAsked(
      [this.keys.asked(partition, phone), this.keys.askedTries(partition, phone, address)],
      [
        ...[this.keys.prefix(partition), receipt, by.ip, by.browser, by.system, this.askedTries],
        ...this.codes.candidates({ askedFor: phone }, code),
      ],
    );
    const [outcome, challengeId, chat] = asTexts(reply);
    if (outcome === 'limited') {
      const resetSeconds = upToSeconds(challengeId);
      const name = 'address-and-phone-hour';
      throw new TooManyRequests(resetSeconds, [
        { name, limit: ASKED_TRIES_PER_HOUR, windowSeconds: SECONDS.hour, remaining: 0, resetSeconds },
      ]);
    }
    if (outcome !== 'verified' || challengeId === undefined) throw new DomainError('code_wrong');
    return { challengeId, phone, receipt, askedOf: 'bot', chatId: chatIdOf(chat) };
  }

  /** The session of a consumed challenge could not be stored: its code works again while it lives. */
  async restore({ challengeId, receipt }: Verified): Promise<void> {
    const partition = this.keys.partitionOfChallenge(challengeId);
    if (partition === undefined) return;
    const key = this.keys.challenge(partition, challengeId);
    await this.scripts.restore([key], [this.keys.prefix(partition), challengeId, receipt]);
  }

  /** Closes the former challenge of a page; what is no challenge of ours is ignored. */
  async replace(challengeId: string): Promise<void> {
    const partition = this.keys.partitionOfChallenge(challengeId);
    if (partition === undefined) return;
    const key = this.keys.challenge(partition, challengeId);
    const reply = await this.scripts.replace([key], [this.keys.prefix(partition), challengeId]);
    if (reply === 'ok') this.changed(challengeId);
  }

  /** What the page of a challenge may be told; it changes nothing. @returns undefined for what is no challenge of a page */
  async status(challengeId: string): Promise<Progress | undefined> {
    const partition = this.keys.partitionOfChallenge(challengeId);
    if (partition === undefined) return undefined;
    const reply = await this.scripts.status([this.keys.challenge(partition, challengeId)], []);
    const [status, leftMs] = asTexts(reply);
    if (status === 'gone') return undefined;
    return { status: status as ChallengeStatus, leftMs: Number(leftMs) };
  }

  /** Without limits by address, as many as can be typed. */
  private get askedTries(): number {
    return this.hasAddressLimits ? ASKED_TRIES_PER_HOUR : Number.MAX_SAFE_INTEGER;
  }

  private get hasAddressLimits(): boolean {
    return this.config.addressPerMinute > 0 && this.config.addressPerHour > 0;
  }

  private async issue(
    r: CodeRequest,
    partition: string,
    of: { requests: string; failures: string; linkToken?: string; erasedBy?: string },
  ): Promise<Issued> {
    const { keys, config, codes } = this;
    const { linkToken, erasedBy } = of;
    const challengeId = keys.newChallengeId(partition);
    const nonce = unique();
    const code = codes.codeOf({ keyId: codes.keyId, challengeId, nonce, phone: r.phone, erasedBy })!;
    const reply = await this.scripts.request(
      [
        ...[of.requests, of.failures, keys.quiet(partition, r.phone), keys.outbox(partition)],
        keys.challenge(partition, challengeId),
        ...(linkToken === undefined ? [] : [keys.link(partition, linkDigest(linkToken))]),
      ],
      [
        ...[challengeId, config.phonePerMinute, config.phonePerHour, config.phonePerDay],
        ...[config.failuresPerDay, config.ttlSeconds * 1000, config.attempts],
        ...[r.phone, r.language, nonce, codes.keyId, codes.digest({ challengeId, erasedBy }, code)],
        ...[r.origin.ip, r.origin.browser, r.origin.system],
        ...(erasedBy === undefined ? ['api', ''] : ['erase', erasedBy]),
      ],
    );
    const [outcome, retryMs, now, ...pairs] = asTexts(reply);
    if (outcome === 'locked') throw new DomainError('phone_locked', { retryAfter: upToSeconds(retryMs) });
    const limits = limitStates(
      'phone',
      [
        ['minute', config.phonePerMinute],
        ['hour', config.phonePerHour],
        ['day', config.phonePerDay],
      ],
      pairs,
    );
    if (outcome === 'limited') throw new TooManyRequests(upToSeconds(retryMs), limits);
    return {
      challengeId,
      linkToken: linkToken ?? '',
      expiresAt: new Date(Number(now) + config.ttlSeconds * 1000),
      expiresInSeconds: config.ttlSeconds,
      resendInSeconds: upToSeconds(retryMs),
      codeLength: CODE_LENGTH,
      limits,
    };
  }

  private async compare(
    subject: { challengeId: string; erasedBy?: string },
    code: string,
    by: Origin,
  ): Promise<Verified> {
    const { challengeId, erasedBy } = subject;
    const partition = this.keys.partitionOfChallenge(challengeId);
    if (partition === undefined) throw new DomainError('challenge_gone');
    const askedOf = erasedBy === undefined ? 'api' : 'erase';
    const receipt = unique();
    const reply = await this.scripts.verify(
      [this.keys.challenge(partition, challengeId)],
      [
        ...[this.keys.prefix(partition), challengeId, this.config.failuresPerDay, receipt],
        ...[askedOf, erasedBy ?? '', by.ip, by.browser, by.system],
        ...this.codes.candidates(subject, code),
      ],
    );
    const [outcome, detail, more] = asTexts(reply);
    switch (outcome) {
      case 'verified':
        return { challengeId, phone: detail as E164, receipt, askedOf, chatId: chatIdOf(more) };
      case 'wrong':
        if (detail === '0') this.changed(challengeId);
        throw new WrongCode(Number(detail), more ? (more as E164) : undefined);
      case 'gone':
        throw new DomainError('challenge_gone');
      case 'locked':
        throw new DomainError('phone_locked', { retryAfter: upToSeconds(detail) });
      case 'exhausted':
        throw new DomainError('attempts_exhausted', { retryAfter: upToSeconds(detail) });
      default:
        throw new UnknownReply('verify');
    }
  }

  private async admit(key: string, perMinute: number, perHour: number): Promise<LimitState[]> {
    const reply = await this.scripts.admit([key], [perMinute, perHour, unique()]);
    const [outcome, retryMs, ...pairs] = asTexts(reply);
    const limits = limitStates(
      'address',
      [
        ['minute', perMinute],
        ['hour', perHour],
      ],
      pairs,
    );
    if (outcome === 'limited') throw new TooManyRequests(upToSeconds(retryMs), limits);
    return limits;
  }
}

const chatIdOf = (chat: string | undefined): number | undefined => (chat ? Number(chat) : undefined);

const unique = (): string => randomBytes(16).toString('base64url');
