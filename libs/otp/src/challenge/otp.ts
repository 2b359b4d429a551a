import { Logger } from '@nestjs/common';
import type { E164 } from '@app/contract';
import type { RedisStore } from '@app/redis';
import type { OtpConfig } from '@app/runtime';
import { OtpKeys } from '../keys';
import { AddressLimits } from '../limits/address-limits';
import type { LimitState, Networks } from '../limits/limit-state';
import { readStatus, replaceChallenge, restoreChallenge } from '../scripts';
import { BotCodes } from './bot-codes';
import type { Issued, Origin, Progress, PublishChange, Verified } from './challenge';
import { CodeCheck } from './code-check';
import { type CodeRequest, CodeRequests } from './code-requests';
import type { Codes } from './codes';

/**
 * One-time codes, as the HTTP service uses them. Each verb is one round trip to Redis; a refused code and `verifyBotCode` are
 * two. Expected failures are thrown as `DomainError`; any other error says that Redis is unavailable.
 */
export class Otp {
  private readonly logger = new Logger(Otp.name);
  private readonly keys: OtpKeys;
  private readonly scripts;
  private readonly addresses: AddressLimits;
  private readonly requests: CodeRequests;
  private readonly botCodes: BotCodes;
  private readonly codeCheck: CodeCheck;

  constructor(
    store: RedisStore,
    config: OtpConfig,
    codes: Codes,
    private readonly publishChange: PublishChange,
  ) {
    this.keys = new OtpKeys(store);
    this.addresses = new AddressLimits(store, config);
    this.requests = new CodeRequests(store, config, codes);
    this.botCodes = new BotCodes(store, config, codes);
    this.codeCheck = new CodeCheck(store, config, codes, this.botCodes, publishChange);
    this.scripts = {
      restore: restoreChallenge(store),
      replace: replaceChallenge(store),
      readStatus: readStatus(store),
    };
  }

  /**
   * Counts a request of an address, and of the networks around it. Where limits are off there is no round trip.
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

  /**
   * @param r.replaces the page's former challenge, which is closed: in the same step where both phones are of one partition,
   * else after it. A failure to close it does not fail the request.
   * @throws DomainError `too_many_requests`, `phone_locked`
   */
  async requestCode(r: CodeRequest & { readonly replaces?: string | undefined }): Promise<Issued> {
    const { replaces } = r;
    const isHere =
      replaces !== undefined && this.keys.partitionOfChallenge(replaces) === this.keys.partitionOf(r.phone);
    const { issued, isReplaced } = await this.requests.signIn(r, isHere ? replaces : undefined);
    if (isHere && isReplaced) this.publishChange(replaces);
    if (!isHere && replaces !== undefined) await this.replaceElsewhere(replaces);
    return issued;
  }

  /**
   * A code that erases the shop, for a signed-in person; it has its own limits.
   * @throws DomainError `too_many_requests`, `phone_locked`
   */
  requestEraseCode(r: CodeRequest, sessionId: string): Promise<Issued> {
    return this.requests.erase(r, sessionId);
  }

  /**
   * Consumes the challenge where the code is right; of many posts of the right code one succeeds. Where the challenge is
   * locked or exhausted, or its own code does not match, the code that the owner asked the bot for is compared as well, under
   * that code's own limits; a miss is answered as the challenge answers.
   * @param code digits only
   * @throws DomainError `challenge_gone`, `phone_locked`, `attempts_exhausted`, `code_wrong` (a WrongCode)
   */
  verifyCode(challengeId: string, code: string, by: Origin, networks: Networks): Promise<Verified> {
    return this.codeCheck.signIn(challengeId, { code, by, networks });
  }

  /** The same for a code that erases; for any session but the one that requested it, the challenge is gone. */
  verifyEraseCode(challengeId: string, sessionId: string, code: string, by: Origin): Promise<Verified> {
    return this.codeCheck.erase(challengeId, sessionId, { code, by, networks: [] });
  }

  /**
   * A code that the phone's owner asked the bot for.
   * @throws DomainError `code_wrong`, `too_many_requests`, alike whether or not such a code lives
   */
  verifyBotCode(phone: E164, code: string, by: Origin, networks: Networks): Promise<Verified> {
    return this.botCodes.verify(phone, { code, by, networks });
  }

  /**
   * The session of a consumed challenge could not be stored: its code works again while the challenge lives.
   * @returns false where it was closed meanwhile, or was restored already
   */
  async restoreChallenge({ challengeId, receipt }: Verified): Promise<boolean> {
    const partition = this.keys.partitionOfChallenge(challengeId);
    if (partition === undefined) return false;
    const key = this.keys.challenge(partition, challengeId);
    const reply = await this.scripts.restore([key], [this.keys.prefix(partition), challengeId, receipt]);
    return reply === 'ok';
  }

  /** Closes the former challenge of a page; an id that is not ours is ignored. */
  async replaceChallenge(challengeId: string): Promise<void> {
    const partition = this.keys.partitionOfChallenge(challengeId);
    if (partition === undefined) return;
    const key = this.keys.challenge(partition, challengeId);
    const reply = await this.scripts.replace([key], [this.keys.prefix(partition), challengeId]);
    if (reply === 'ok') this.publishChange(challengeId);
  }

  /** What the page of a challenge may know. @returns undefined for what is no challenge of a page */
  async status(challengeId: string): Promise<Progress | undefined> {
    const partition = this.keys.partitionOfChallenge(challengeId);
    if (partition === undefined) return undefined;
    const { status, leftMs } = await this.scripts.readStatus(
      [this.keys.challenge(partition, challengeId)],
      [],
    );
    return status === 'gone' ? undefined : { status, leftMs };
  }

  private async replaceElsewhere(challengeId: string): Promise<void> {
    try {
      await this.replaceChallenge(challengeId);
    } catch (error) {
      this.logger.warn({ error }, 'a replaced challenge could not be closed; it stays open until it expires');
    }
  }
}
