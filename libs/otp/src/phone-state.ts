import type { OtpConfig } from '@app/runtime';
import type { SendProblem } from './tasks';
import type { AskedOf, Origin } from './types';

/** A challenge as an operator sees it: nothing here helps to sign in. */
export interface ChallengeState {
  readonly askedOf: AskedOf;
  readonly askedAt: Date;
  readonly expiresAt: Date;
  /** `refused`: "it was not me"; its page is not told. */
  readonly state: 'live' | 'used' | 'closed' | 'refused';
  /** `parked`: there is no chat to send it to. `claimed`: a worker is sending it. */
  readonly delivery: 'due' | 'claimed' | 'parked' | 'sent' | 'failed';
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

/** An edit or a notice that should have gone out. */
export interface OverdueJob {
  readonly kind: 'edit' | 'notice';
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
  /** Those that have not expired, the oldest first; one that was asked of the bot comes last. */
  readonly challenges: readonly ChallengeState[];
  readonly overdue: readonly OverdueJob[];
}

const linesOf = (text: string | undefined): string[][] =>
  (text ?? '')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split('\t'));

const instant = (ms: string | undefined): Date => new Date(Number(ms));

function challengeOf(line: readonly string[], ttlMs: number): ChallengeState {
  const [of, state, delivery, left, expires, since, opened, tries, ip, browser, system, problem] = line;
  return {
    askedOf: of as AskedOf,
    askedAt: new Date(Number(expires) - ttlMs),
    expiresAt: instant(expires),
    state: state as ChallengeState['state'],
    delivery: delivery as ChallengeState['delivery'],
    dueSince: since ? instant(since) : undefined,
    isOpened: opened === '1',
    attemptsLeft: Math.max(0, Number(left)),
    tries: Number(tries),
    lastProblem: problem ? (problem as SendProblem) : undefined,
    origin: { ip: ip ?? '', browser: browser ?? '', system: system ?? '' },
  };
}

const overdueOf = ([member, why, due, tries]: readonly string[]): OverdueJob => ({
  kind: member?.startsWith('edit:') === true ? 'edit' : 'notice',
  why: why ?? '',
  dueAt: instant(due),
  tries: Number(tries),
});

/** @param reply of `phone-state.lua` */
export function phoneStateOf(reply: readonly string[], config: OtpConfig): PhoneState {
  const [now, wrongCodes, lockMs, quietMs, minute, minuteMs, hour, hourMs, day, dayMs, challenges, jobs] =
    reply;
  const after = (ms: string | undefined): Date | undefined =>
    Number(ms) > 0 ? new Date(Number(now) + Number(ms)) : undefined;
  return {
    at: instant(now),
    wrongCodes: { count: Number(wrongCodes), limit: config.failuresPerDay },
    lockedUntil: after(lockMs),
    quietUntil: after(quietMs),
    windows: [
      { name: 'minute', count: Number(minute), limit: config.phonePerMinute, fullUntil: after(minuteMs) },
      { name: 'hour', count: Number(hour), limit: config.phonePerHour, fullUntil: after(hourMs) },
      { name: 'day', count: Number(day), limit: config.phonePerDay, fullUntil: after(dayMs) },
    ],
    challenges: linesOf(challenges).map((line) => challengeOf(line, config.ttlSeconds * 1000)),
    overdue: linesOf(jobs).map(overdueOf),
  };
}
