import { randomBytes } from 'node:crypto';
import { type ChallengeStatus, DomainError, type E164, type Language } from '@app/contract';
import type { OtpConfig } from '@app/runtime';
import type { RedisStore } from '@app/redis';
import { CODE_LENGTH, type Codes, linkDigest } from './codes';
import { AddressLimits } from './address-limits';
import { AskedCodes } from './asked-codes';
import { OtpKeys } from './keys';
import { limitStates } from './limits';
import { asTexts, transition, UnknownReply, upToSeconds } from './transitions';
import {
  type Issued,
  type LimitState,
  type Networks,
  type Origin,
  type Progress,
  type TellChange,
  TooManyRequests,
  type Verified,
  WrongCode,
} from './types';

export interface CodeRequest {
  readonly phone: E164;
  readonly language: Language;
  readonly origin: Origin;
}

/**
 * One-time codes as the HTTP service sees them. Each verb is one round trip to Redis, but for `verifyAsked`.
 * Expected failures are thrown as `DomainError`; anything else that is thrown says that Redis is away.
 */
export class Otp {
  private readonly keys: OtpKeys;
  private readonly scripts;
  private readonly addresses: AddressLimits;
  private readonly asked: AskedCodes;

  constructor(
    store: RedisStore,
    private readonly config: OtpConfig,
    private readonly codes: Codes,
    private readonly changed: TellChange,
  ) {
    this.keys = new OtpKeys(store);
    this.addresses = new AddressLimits(store, config);
    this.asked = new AskedCodes(store, codes, this.addresses);
    this.scripts = {
      request: transition(store, 'request'),
      verify: transition(store, 'verify'),
      restore: transition(store, 'restore'),
      replace: transition(store, 'replace'),
      status: transition(store, 'status'),
    };
  }

  /**
   * Counts a request of an address, and of the networks around it. No limits, no round trip.
   * @throws DomainError `too_many_requests`
   */
  admitAddress(networks: Networks): Promise<LimitState[]> {
    return this.addresses.admitRequest(networks);
  }

  /**
   * Counts a typed code or a refresh of an address, apart from its requests.
   * @throws DomainError `too_many_requests`
   */
  admitAttempt(networks: Networks): Promise<LimitState[]> {
    return this.addresses.admitAttempt(networks);
  }

  /** @throws DomainError `too_many_requests`, `phone_locked` */
  request(r: CodeRequest): Promise<Issued> {
    const { keys } = this;
    const partition = keys.partitionOf(r.phone);
    const linkToken = keys.newLinkToken(partition);
    return this.issue(r, partition, { windows: keys.windows(partition, r.phone), linkToken });
  }

  /**
   * A code that erases the shop, for who is signed in; with limits of its own.
   * @throws DomainError `too_many_requests`, `phone_locked`
   */
  requestErase(r: CodeRequest, sessionId: string): Promise<Issued> {
    const partition = this.keys.partitionOf(r.phone);
    return this.issue(r, partition, {
      windows: this.keys.eraseWindows(partition, r.phone),
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
   * @param networks whose tries are counted
   * @throws DomainError `code_wrong`, `too_many_requests`, alike whether or not such a code lives
   */
  verifyAsked(phone: E164, code: string, by: Origin, networks: Networks): Promise<Verified> {
    return this.asked.verify(phone, code, by, networks);
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

  private async issue(
    r: CodeRequest,
    partition: string,
    of: { windows: string; linkToken?: string; erasedBy?: string },
  ): Promise<Issued> {
    const { keys, config, codes } = this;
    const { linkToken, erasedBy } = of;
    const challengeId = keys.newChallengeId(partition);
    const nonce = unique();
    const code = codes.codeOf({ keyId: codes.keyId, challengeId, nonce, phone: r.phone, erasedBy })!;
    const reply = await this.scripts.request(
      [
        ...[of.windows, keys.live(partition, r.phone), keys.quiet(partition, r.phone)],
        ...[keys.outbox(partition), keys.challenge(partition, challengeId)],
        ...(linkToken === undefined ? [] : [keys.link(partition, linkDigest(linkToken))]),
      ],
      [
        ...[
          keys.prefix(partition),
          challengeId,
          config.phonePerMinute,
          config.phonePerHour,
          config.phonePerDay,
        ],
        ...[config.failuresPerDay, config.ttlSeconds * 1000, config.attempts],
        ...[r.phone, r.language, nonce, codes.keyId, codes.digest({ challengeId, erasedBy }, code)],
        ...[r.origin.ip, r.origin.browser, r.origin.system],
        ...(erasedBy === undefined ? ['api'] : ['erase', erasedBy]),
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
}

const chatIdOf = (chat: string | undefined): number | undefined => (chat ? Number(chat) : undefined);

const unique = (): string => randomBytes(16).toString('base64url');
