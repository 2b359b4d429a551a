import type { E164 } from '@app/contract';
import type { RedisStore } from '@app/redis';
import type { OtpConfig } from '@app/runtime';
import { OtpKeys } from '../keys';
import { AddressLimits } from '../limits/address-limits';
import type { LimitState, Networks } from '../limits/limit-state';
import { readStatus, replaceChallenge, restoreChallenge } from './challenge-scripts';
import { ApprovalCheck } from './approval-check';
import { BotCodes } from './bot-codes';
import type { Issued, Origin, Progress, Requested, Verified } from './challenge';
import type { ChallengeEvents } from './challenge-events';
import { CodeCheck } from './code-check';
import { type CodeRequest, CodeRequests } from './code-requests';
import type { Codes } from './codes';

/**
 * One-time codes for the HTTP service. Each method is one round trip to Redis; a refused code and `verifyBotCode` take two.
 * Expected failures are thrown as `DomainError`. Any other error means that Redis is unavailable.
 */
export class Otp {
  private readonly keys: OtpKeys;
  private readonly scripts;
  private readonly addresses: AddressLimits;
  private readonly requests: CodeRequests;
  private readonly botCodes: BotCodes;
  private readonly codeCheck: CodeCheck;
  private readonly approvalCheck: ApprovalCheck;

  constructor(
    store: RedisStore,
    config: OtpConfig,
    codes: Codes,
    private readonly events: ChallengeEvents,
  ) {
    this.keys = new OtpKeys(store);
    this.addresses = new AddressLimits(store, config);
    this.requests = new CodeRequests(store, config, codes);
    this.botCodes = new BotCodes(store, config, codes, events);
    this.codeCheck = new CodeCheck(store, config, codes, this.botCodes, events);
    this.approvalCheck = new ApprovalCheck(store, events);
    this.scripts = {
      restore: restoreChallenge(store),
      replace: replaceChallenge(store),
      readStatus: readStatus(store),
    };
  }

  /**
   * Counts a request of an address and its networks. There is no round trip when address limits are off.
   * @throws DomainError `too_many_requests`
   */
  admitAddress(networks: Networks): Promise<LimitState[]> {
    return this.addresses.admitRequest(networks);
  }

  /**
   * Counts a typed code or a refresh of an address, separately from its requests for codes.
   * @throws DomainError `too_many_requests`
   */
  admitAttempt(networks: Networks): Promise<LimitState[]> {
    return this.addresses.admitAttempt(networks);
  }

  /**
   * Issues a code that signs in.
   * @param request.replaces the former challenge of the page. It is closed in the same step if both phones share a partition,
   * otherwise afterwards. A failure to close it then does not fail the request, and is returned as `replaceError`.
   * @throws DomainError `too_many_requests`, `phone_locked`
   */
  async requestCode(request: CodeRequest & { readonly replaces?: string | undefined }): Promise<Requested> {
    const { replaces } = request;
    const isSamePartition =
      replaces !== undefined &&
      this.keys.partitionOfChallenge(replaces) === this.keys.partitionOf(request.phone);
    const { issued, isReplaced } = await this.requests.signIn(
      request,
      isSamePartition ? replaces : undefined,
    );
    if (isSamePartition && isReplaced) this.events.ended(replaces);
    if (isSamePartition || replaces === undefined) return issued;
    try {
      await this.replaceChallenge(replaces);
      return issued;
    } catch (replaceError) {
      return { ...issued, replaceError };
    }
  }

  /**
   * Issues a code that erases the shop to a signed-in owner. It has limits of its own.
   * @throws DomainError `too_many_requests`, `phone_locked`
   */
  requestEraseCode(request: CodeRequest, sessionId: string): Promise<Issued> {
    return this.requests.erase(request, sessionId);
  }

  /**
   * Consumes the challenge if the code is right. Of many concurrent calls with the right code, one succeeds. If the challenge
   * refuses the code (locked, exhausted or wrong), the code that the owner requested from the bot is compared too, under limits
   * of its own. If that does not match either, the error is the challenge's.
   * @param code digits only
   * @throws DomainError `challenge_gone`, `phone_locked`, `attempts_exhausted`, `code_wrong` (a WrongCode)
   */
  verifyCode(challengeId: string, code: string, by: Origin, networks: Networks): Promise<Verified> {
    return this.codeCheck.signIn(challengeId, { code, by, networks });
  }

  /**
   * Consumes a challenge that its owner has approved in Telegram. Of many concurrent calls, one succeeds.
   * @param secret `approval.secret` of the request; before the approval, or with another secret, the error is `code_wrong`
   * @throws DomainError `challenge_gone`, `attempts_exhausted`, `code_wrong` (a WrongCode)
   */
  verifyApproval(challengeId: string, secret: string, by: Origin): Promise<Verified> {
    return this.approvalCheck.signIn(challengeId, secret, by);
  }

  /** Verifies a code that erases the shop. Sessions that did not request it get `challenge_gone`. */
  verifyEraseCode(challengeId: string, sessionId: string, code: string, by: Origin): Promise<Verified> {
    return this.codeCheck.erase(challengeId, sessionId, { code, by, networks: [] });
  }

  /**
   * Verifies a code that the owner of the phone requested from the bot.
   * @throws DomainError `code_wrong`, `too_many_requests`: the same whether or not the phone has such a code
   */
  verifyBotCode(phone: E164, code: string, by: Origin, networks: Networks): Promise<Verified> {
    return this.botCodes.verify(phone, { code, by, networks });
  }

  /**
   * Makes the code of a consumed challenge valid again, after its session could not be stored.
   * @returns false if the challenge was closed or restored in the meantime, or has expired
   */
  async restoreChallenge({ challengeId, receipt }: Verified): Promise<boolean> {
    const partition = this.keys.partitionOfChallenge(challengeId);
    if (partition === undefined) return false;
    const key = this.keys.challenge(partition, challengeId);
    const reply = await this.scripts.restore([key], [this.keys.prefix(partition), challengeId, receipt]);
    return reply === 'ok';
  }

  /** Closes the former challenge of a page. A malformed id is ignored. */
  async replaceChallenge(challengeId: string): Promise<void> {
    const partition = this.keys.partitionOfChallenge(challengeId);
    if (partition === undefined) return;
    const key = this.keys.challenge(partition, challengeId);
    const reply = await this.scripts.replace([key], [this.keys.prefix(partition), challengeId]);
    if (reply === 'ok') this.events.ended(challengeId);
  }

  /** Reads what a page may know about its challenge. @returns undefined if no page has this challenge */
  async status(challengeId: string): Promise<Progress | undefined> {
    const partition = this.keys.partitionOfChallenge(challengeId);
    if (partition === undefined) return undefined;
    const { status, leftMs } = await this.scripts.readStatus(
      [this.keys.challenge(partition, challengeId)],
      [],
    );
    return status === 'gone' ? undefined : { status, leftMs };
  }
}
