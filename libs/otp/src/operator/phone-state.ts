import type { OtpConfig } from '@app/runtime';
import type { ChallengeChannel, ChallengeState, Delivery, Origin } from '../challenge/challenge';
import type { SendProblem } from '../outbox/tasks';
import type { ReplyOf } from '../script';
import type { readPhone } from './operator-scripts';

/** A challenge as an operator sees it. It contains nothing that helps to sign in. */
export interface ObservedChallenge {
  readonly channel: ChallengeChannel;
  readonly askedAt: Date;
  readonly expiresAt: Date;
  readonly state: ChallengeState;
  readonly delivery: Delivery;
  /** Since when the code waits for a worker; undefined if it was never due. */
  readonly dueSince: Date | undefined;
  /** The owner opened the link in Telegram. */
  readonly isOpened: boolean;
  readonly attemptsLeft: number;
  /** How many sends failed. */
  readonly tries: number;
  /** Why the last of these sends failed. */
  readonly lastProblem: SendProblem | undefined;
  readonly origin: Origin;
}

/** An edit or a notification that should have been sent by now. */
export interface OverdueJob {
  readonly kind: 'edit' | 'notification';
  readonly why: string;
  readonly dueAt: Date;
  readonly tries: number;
}

export interface RequestWindow {
  readonly name: 'minute' | 'hour' | 'day';
  readonly count: number;
  readonly limit: number;
  /** The window admits no request before this time. */
  readonly fullUntil: Date | undefined;
}

/** The limits of codes that erase the shop, which do not affect sign-ins. */
export interface EraseState {
  readonly wrongCodes: { readonly count: number; readonly limit: number };
  readonly lockedUntil: Date | undefined;
  /** Codes that were requested within a day. */
  readonly requests: number;
  /** No code that erases can be requested before this time. */
  readonly fullUntil: Date | undefined;
}

/** All times are by the clock of Redis. */
export interface PhoneState {
  readonly at: Date;
  readonly wrongCodes: { readonly count: number; readonly limit: number };
  readonly lockedUntil: Date | undefined;
  /** No code is pushed before this time, because the owner said "it was not me". */
  readonly quietUntil: Date | undefined;
  readonly windows: readonly RequestWindow[];
  readonly erase: EraseState;
  /** The challenges that have not expired, the oldest first. The code of the bot comes last. */
  readonly challenges: readonly ObservedChallenge[];
  readonly overdue: readonly OverdueJob[];
}

type Reply = ReplyOf<typeof readPhone>;

const challengeOf = (
  { failedSends: tries, attemptsLeft, expiresAt, ...rest }: Reply['challenges'][number],
  ttlMs: number,
): ObservedChallenge => ({
  ...rest,
  ...{ tries, expiresAt },
  askedAt: new Date(expiresAt.getTime() - ttlMs),
  attemptsLeft: Math.max(0, attemptsLeft),
});

const overdueOf = ({ member, subject, due, failedSends }: Reply['jobs'][number]): OverdueJob => ({
  kind: member.startsWith('edit:') ? 'edit' : 'notification',
  ...{ why: subject, dueAt: due, tries: failedSends },
});

export function phoneStateOf(reply: Reply, config: OtpConfig): PhoneState {
  const after = (ms: number): Date | undefined => (ms > 0 ? new Date(reply.now + ms) : undefined);
  const window = (
    name: RequestWindow['name'],
    limit: number,
    count: number,
    fullMs: number,
  ): RequestWindow => ({ name, limit, count, fullUntil: after(fullMs) });
  return {
    at: new Date(reply.now),
    wrongCodes: { count: reply.wrongCodes, limit: config.failuresPerDay },
    lockedUntil: after(reply.lockedMs),
    quietUntil: after(reply.quietMs),
    windows: [
      window('minute', config.phonePerMinute, reply.minuteCount, reply.minuteFullMs),
      window('hour', config.phonePerHour, reply.hourCount, reply.hourFullMs),
      window('day', config.phonePerDay, reply.dayCount, reply.dayFullMs),
    ],
    erase: {
      wrongCodes: { count: reply.eraseWrongCodes, limit: config.failuresPerDay },
      lockedUntil: after(reply.eraseLockedMs),
      requests: reply.eraseRequests,
      fullUntil: after(reply.eraseFullMs),
    },
    challenges: reply.challenges.map((row) => challengeOf(row, config.ttlSeconds * 1000)),
    overdue: reply.jobs.map(overdueOf),
  };
}
