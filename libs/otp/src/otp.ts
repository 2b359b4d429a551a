import { randomBytes } from 'node:crypto';
import { type ChallengeStatus, DomainError, type E164, type Language } from '@app/contract';
import type { OtpConfig } from '@app/runtime';
import type { RedisStore } from '@app/redis';
import { CODE_LENGTH, type Codes, linkDigest } from './codes';
import { OtpKeys } from './keys';
import { limitStates } from './limits';
import { asTexts, transition, UnknownReply, upToSeconds } from './transitions';
import {
  type Issued,
  type LimitState,
  type Origin,
  type Progress,
  type TellChange,
  TooManyRequests,
  type Verified,
} from './types';

/** Typed codes and refreshes of one address; a family or an office shares one. */
const ATTEMPTS_PER_MINUTE = 300;

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
    const { addressPerMinute, addressPerHour } = this.config;
    if (addressPerMinute === 0 || addressPerHour === 0) return [];
    return this.admit(this.keys.address(address), addressPerMinute, addressPerHour);
  }

  /**
   * Counts a typed code or a refresh of an address, apart from its requests.
   * @throws DomainError `too_many_requests`
   */
  async admitAttempt(address: string): Promise<LimitState[]> {
    const { addressPerMinute, addressPerHour } = this.config;
    if (addressPerMinute === 0 || addressPerHour === 0) return [];
    return this.admit(this.keys.attempts(address), ATTEMPTS_PER_MINUTE, ATTEMPTS_PER_MINUTE * 60);
  }

  /** @throws DomainError `too_many_requests`, `phone_locked` */
  async request(r: { phone: E164; language: Language; origin: Origin }): Promise<Issued> {
    const { keys, config } = this;
    const partition = keys.partitionOf(r.phone);
    const challengeId = keys.newChallengeId(partition);
    const linkToken = keys.newLinkToken(partition);
    const nonce = unique();
    const code = this.codes.codeOf({ keyId: this.codes.keyId, challengeId, nonce, phone: r.phone })!;
    const reply = await this.scripts.request(
      [
        keys.requests(partition, r.phone),
        keys.failures(partition, r.phone),
        keys.quiet(partition, r.phone),
        keys.outbox(partition),
        keys.challenge(partition, challengeId),
        keys.link(partition, linkDigest(linkToken)),
      ],
      [
        ...[
          challengeId,
          config.phonePerMinute,
          config.phonePerHour,
          config.phonePerDay,
          config.failuresPerDay,
        ],
        ...[config.ttlSeconds * 1000, config.attempts, r.phone, r.language, nonce, this.codes.keyId],
        ...[this.codes.digest({ challengeId }, code), r.origin.ip, r.origin.browser, r.origin.system],
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
      linkToken,
      expiresAt: new Date(Number(now) + config.ttlSeconds * 1000),
      expiresInSeconds: config.ttlSeconds,
      resendInSeconds: upToSeconds(retryMs),
      codeLength: CODE_LENGTH,
      limits,
    };
  }

  /**
   * Consumes the challenge where the code is right; of many posts of the right code one wins.
   * @param code digits only
   * @throws DomainError `challenge_gone`, `phone_locked`, `attempts_exhausted`, `code_wrong`
   */
  async verify(challengeId: string, code: string): Promise<Verified> {
    const partition = this.keys.partitionOfChallenge(challengeId);
    if (partition === undefined) throw new DomainError('challenge_gone');
    const receipt = unique();
    const reply = await this.scripts.verify(
      [this.keys.challenge(partition, challengeId)],
      [
        ...[this.keys.prefix(partition), challengeId, this.config.failuresPerDay, receipt],
        ...this.codes.candidates({ challengeId }, code),
      ],
    );
    const [outcome, detail] = asTexts(reply);
    switch (outcome) {
      case 'verified':
        return { challengeId, phone: detail as E164, receipt, askedOf: 'api' };
      case 'wrong':
        if (detail === '0') this.changed(challengeId);
        throw new DomainError('code_wrong', { attemptsLeft: Number(detail) });
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

  /**
   * A code that the phone's owner asked the bot for.
   * @throws DomainError `code_wrong`, alike whether or not such a code lives
   */
  async verifyAsked(phone: E164, code: string): Promise<Verified> {
    const partition = this.keys.partitionOf(phone);
    const receipt = unique();
    const reply = await this.scripts.verifyAsked(
      [this.keys.asked(partition, phone)],
      [this.keys.prefix(partition), receipt, ...this.codes.candidates({ askedFor: phone }, code)],
    );
    const [outcome, challengeId] = asTexts(reply);
    if (outcome !== 'verified' || challengeId === undefined) throw new DomainError('code_wrong');
    return { challengeId, phone, receipt, askedOf: 'bot' };
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

const unique = (): string => randomBytes(16).toString('base64url');
