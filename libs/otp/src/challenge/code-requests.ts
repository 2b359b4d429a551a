import { DomainError, type E164, type Language } from '@app/contract';
import { publishArguments, type RedisStore } from '@app/redis';
import type { OtpConfig } from '@app/runtime';
import { OtpKeys } from '../keys';
import { type LimitState, limitState, SECONDS, TooManyRequests } from '../limits/limit-state';
import { secondsOf } from '../reply';
import type { ReplyOf } from '../script';
import { requestCode } from './challenge-scripts';
import {
  approvalDigest,
  type ApprovalNumbers,
  newApprovalNumbers,
  newApprovalSecret,
} from './approval-numbers';
import type { Issued, IssuedSignIn, Origin } from './challenge';
import { CODE_LENGTH, type Codes, linkDigest } from './codes';
import { randomText } from '../random';

export interface CodeRequest {
  readonly phone: E164;
  /** The language of the page, if it is known. */
  readonly language: Language | undefined;
  readonly origin: Origin;
  /** The HTTP request. The log lines of its worker carry this id too. */
  readonly requestId: string;
}

interface NewApproval {
  readonly numbers: ApprovalNumbers;
  readonly secret: string;
}

const newApproval = (): NewApproval => ({ numbers: newApprovalNumbers(), secret: newApprovalSecret() });

/** See scripts/includes/approval.lua. */
const storedApproval = ({ numbers, secret }: NewApproval): string =>
  [numbers.shown, ...numbers.offered, approvalDigest(secret)].join('');

type Counted = Exclude<ReplyOf<typeof requestCode>, { outcome: 'locked' }>;

/** Issues challenges. One script counts the request, stores the challenge, puts its code into the outbox and publishes its event. */
export class CodeRequests {
  private readonly keys: OtpKeys;
  private readonly requestCode;

  constructor(
    private readonly store: RedisStore,
    private readonly config: OtpConfig,
    private readonly codes: Codes,
  ) {
    this.keys = new OtpKeys(store);
    this.requestCode = requestCode(store);
  }

  /**
   * Issues a code that signs in.
   * @param replaces a challenge of the same partition that the same step closes
   * @throws DomainError `too_many_requests`, `phone_locked`
   */
  async signIn(
    request: CodeRequest,
    replaces?: string,
  ): Promise<{ issued: IssuedSignIn; isReplaced: boolean }> {
    const partition = this.keys.partitionOf(request.phone);
    const linkToken = this.keys.newLinkToken(partition);
    const windows = this.keys.windows(partition, request.phone);
    const approval = newApproval();
    const { issued, isReplaced } = await this.issue(request, { windows, linkToken, approval, replaces });
    const { numbers, secret } = approval;
    return { issued: { ...issued, approval: { number: numbers.shown, secret } }, isReplaced };
  }

  /** Issues a code that erases the shop. It has limits of its own. @throws DomainError `too_many_requests`, `phone_locked` */
  async erase(request: CodeRequest, sessionId: string): Promise<Issued> {
    const windows = this.keys.eraseWindows(this.keys.partitionOf(request.phone), request.phone);
    return (await this.issue(request, { windows, eraseSessionId: sessionId })).issued;
  }

  private async issue(
    { phone, language, origin, requestId }: CodeRequest,
    options: {
      windows: string;
      linkToken?: string;
      approval?: NewApproval;
      eraseSessionId?: string;
      replaces?: string | undefined;
    },
  ): Promise<{ issued: Issued; isReplaced: boolean }> {
    const { keys, config, codes } = this;
    const { windows, linkToken, approval, eraseSessionId, replaces } = options;
    const partition = keys.partitionOf(phone);
    const challengeId = keys.newChallengeId(partition);
    const nonce = randomText(16, 'base64url');
    const code = codes.codeOf({ keyId: codes.keyId, challengeId, nonce, phone, eraseSessionId })!;
    const reply = await this.requestCode(
      [
        ...[windows, keys.live(partition, phone), keys.quiet(partition, phone)],
        ...[keys.outbox(partition), keys.challenge(partition, challengeId)],
        ...(linkToken === undefined ? [] : [keys.link(partition, linkDigest(linkToken))]),
      ],
      [
        ...[keys.prefix(partition), challengeId],
        ...[config.phonePerMinute, config.phonePerHour, config.phonePerDay],
        ...[config.failuresPerDay, config.ttlSeconds * 1000, config.attempts],
        ...[phone, language ?? '', nonce, codes.keyId, codes.digest({ challengeId, eraseSessionId }, code)],
        ...[origin.ip, origin.browser, origin.system],
        ...[eraseSessionId === undefined ? 'sign_in' : 'erase_shop', eraseSessionId ?? '', replaces ?? ''],
        ...publishArguments(this.store, 'otp.requested', { v: 1, challengeId }),
        ...[approval === undefined ? '' : storedApproval(approval), requestId],
      ],
    );
    if (reply.outcome === 'locked')
      throw new DomainError('phone_locked', { retryAfter: secondsOf(reply.retryMs) });
    const limits = this.limitsIn(reply);
    if (reply.outcome === 'limited') throw new TooManyRequests(secondsOf(reply.retryMs), limits);
    return {
      isReplaced: reply.replaced,
      issued: {
        ...{ challengeId, linkToken: linkToken ?? '', codeLength: CODE_LENGTH, limits },
        expiresAt: new Date(reply.now + config.ttlSeconds * 1000),
        expiresInSeconds: config.ttlSeconds,
        resendInSeconds: secondsOf(reply.retryMs),
      },
    };
  }

  private limitsIn(reply: Counted): LimitState[] {
    const { phonePerMinute, phonePerHour, phonePerDay } = this.config;
    const window = (name: keyof typeof SECONDS, limit: number, count: number, resetMs: number) =>
      limitState({ name: `phone-${name}`, windowSeconds: SECONDS[name] }, { limit, count, resetMs });
    return [
      window('minute', phonePerMinute, reply.minuteCount, reply.minuteResetMs),
      window('hour', phonePerHour, reply.hourCount, reply.hourResetMs),
      window('day', phonePerDay, reply.dayCount, reply.dayResetMs),
    ];
  }
}
