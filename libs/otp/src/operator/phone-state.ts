import type { OtpConfig } from '@app/runtime';
import type { ChallengeChannel, ChallengeState, Delivery, Origin } from '../challenge/challenge';
import type { SendProblem } from '../outbox/tasks';
import type { readPhone, ReplyOf } from '../scripts';

/** A challenge as an operator sees it: nothing in it helps to sign in. */
export interface ObservedChallenge {
  readonly channel: ChallengeChannel;
  readonly askedAt: Date;
  readonly expiresAt: Date;
  readonly state: ChallengeState;
  readonly delivery: Delivery;
  /** Since when it waits for a worker, where it was due. */
  readonly dueSince: Date | undefined;
  /** Its link was opened in Telegram. */
  readonly isOpened: boolean;
  readonly attemptsLeft: number;
  /** Sends that Telegram did not take. */
  readonly tries: number;
  /** What Telegram answered to the last of them. */
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
  /** Until then it takes no request. */
  readonly fullUntil: Date | undefined;
}

/** All times are of Redis' clock. */
export interface PhoneState {
  readonly at: Date;
  readonly wrongCodes: { readonly count: number; readonly limit: number };
  readonly lockedUntil: Date | undefined;
  /** The owner said "it was not me": until then no code is pushed. */
  readonly quietUntil: Date | undefined;
  readonly windows: readonly RequestWindow[];
  /** Those that have not expired, the oldest first; the code of the bot comes last. */
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
    challenges: reply.challenges.map((row) => challengeOf(row, config.ttlSeconds * 1000)),
    overdue: reply.jobs.map(overdueOf),
  };
}
