import { BUDGET } from '@app/telegram';

/**
 * The purpose of a call of the Bot API, in the order of priority. Answers, edits and notifications have a guaranteed minimum.
 * `press` is for calls that nothing depends on: the answer to a pressed button, and the edit of its message.
 */
export const SEND_KINDS = [
  'code',
  'linked_answer',
  'stranger_answer',
  'edit',
  'notification',
  'press',
] as const;

export type SendKind = (typeof SEND_KINDS)[number];

/** A rate admits one call every `gapMs`. A call may come up to `toleranceMs` earlier, which allows short bursts. */
export interface Rate {
  readonly key: string;
  readonly gapMs: number;
  readonly toleranceMs: number;
}

/**
 * The schedule is a row of slots, `gapMs` apart, which all calls with its key share. A slot may be reserved up to `aheadMs` before
 * its time. Each of the `rates` must admit the call at that slot as well.
 */
export interface SendRates {
  readonly schedule: { readonly key: string; readonly gapMs: number; readonly aheadMs: number };
  readonly rates: readonly Rate[];
}

/** How many calls a second are allowed (Bot API FAQ: 30 in all, and one message in a chat). Edits and presses count as messages. */
export interface AllowedRates {
  readonly messagesPerSecond: number;
  readonly chatMessagesPerSecond: number;
}

/** The share of the limit that slots use. The rest allows for calls that a busy machine delays and then sends together. */
const RATE_MARGIN = 0.8;

/** The largest share of the messages that codes may use. */
const SHARE_OF_CODES = 0.7;
/** The share that is guaranteed to each of three groups: linked people, strangers, and edits with notifications. */
const MINIMUM_SHARE = 0.1;
/** The share that answers to linked people, edits and notifications may use together beyond their minimum. */
const SHARE_BEYOND_MINIMUM = 0.4;
/** The share of slots that may be reserved ahead of their calls. Some of them remain unused. */
const SHARE_AHEAD = 0.3;
const AHEAD_BURST = 3;
/** The key of the rate beyond the minimum. Workers of the former version use the same key. */
const BEYOND_MINIMUM_KEY = 'others';
/** How many calls at once the guaranteed minimum allows to strangers, and to each other group. */
const MINIMUM_BURST_OF_STRANGERS = 5;
const MINIMUM_BURST = 2;

/**
 * How far ahead a slot may be reserved. While slots are scarce, the call that may reserve further ahead wins. Calls of the
 * minimum may reserve further ahead than all others together, so they always get a slot, and their own rate bounds them. Beyond
 * the minimum, a less urgent call gets a slot only if the schedule is nearly free.
 */
const AHEAD_MS = { minimum: 1_500, code: 500, linkedAnswer: 200, job: 0, press: 500 } as const;

/** Enough for two presses of a button: each ends the spinner, edits the message and sends an answer. */
const CHAT_CALLS_BURST = 6;

/** The rates of one chat: its messages, which edits and presses are not, and all calls that name it. */
export function chatRatesOf(
  kind: SendKind,
  chatId: number,
  { chatMessagesPerSecond }: AllowedRates,
): readonly Rate[] {
  const gapMs = 1_000 / chatMessagesPerSecond;
  const messages: Rate = { key: `chat:${chatId}`, gapMs, toleranceMs: 0 };
  // Codes may use one call more than other kinds, so that no press and no edit delays a code of the chat.
  const burst = kind === 'code' ? CHAT_CALLS_BURST + 1 : CHAT_CALLS_BURST;
  const calls: Rate = { key: `calls:${chatId}`, gapMs, toleranceMs: (burst - 1) * gapMs };
  return kind === 'edit' || kind === 'press' ? [calls] : [messages, calls];
}

/** The alternative rates of a kind, in the order in which they are tried. */
export function sendRatesFor(kind: SendKind, chatId: number, allowed: AllowedRates): readonly SendRates[] {
  const gapMs = 1_000 / (allowed.messagesPerSecond * RATE_MARGIN);
  const share = (key: string, part: number, toleranceMs: number): Rate => ({
    key,
    gapMs: gapMs / part,
    toleranceMs,
  });
  const messages = (aheadMs: number) => ({ key: BUDGET.schedule, gapMs, aheadMs });
  const chatRates = chatRatesOf(kind, chatId, allowed);
  const minimum = (key: string, burst = MINIMUM_BURST): SendRates => ({
    schedule: messages(AHEAD_MS.minimum),
    rates: [share(key, MINIMUM_SHARE, ((burst - 1) * gapMs) / MINIMUM_SHARE), ...chatRates],
  });
  const beyondMinimum = (aheadMs: number): SendRates => ({
    schedule: messages(aheadMs),
    rates: [share(BEYOND_MINIMUM_KEY, SHARE_BEYOND_MINIMUM, aheadMs), ...chatRates],
  });
  switch (kind) {
    case 'code': {
      const codes = share('codes', SHARE_OF_CODES, AHEAD_MS.code);
      return [{ schedule: messages(AHEAD_MS.code), rates: [codes, ...chatRates] }];
    }
    case 'linked_answer':
      return [beyondMinimum(AHEAD_MS.linkedAnswer), minimum('linked')];
    case 'stranger_answer':
      return [minimum('strangers', MINIMUM_BURST_OF_STRANGERS)];
    case 'notification':
    case 'edit':
      return [beyondMinimum(AHEAD_MS.job), minimum('jobs')];
    case 'press':
      return [{ schedule: { key: 'presses', gapMs, aheadMs: AHEAD_MS.press }, rates: chatRates }];
  }
}

/**
 * The rates of a slot that is reserved before it is known which message needs it. A message gets such a slot only if the schedule is
 * free now, so it takes nothing from calls that wait, and nobody can use up the slots of codes with updates that send none.
 */
export function aheadRatesFor(kind: 'message' | 'press', chatId: number, allowed: AllowedRates): SendRates {
  if (kind === 'press') return sendRatesFor('press', chatId, allowed)[0]!;
  const gapMs = 1_000 / (allowed.messagesPerSecond * RATE_MARGIN);
  const shareGapMs = gapMs / SHARE_AHEAD;
  const ahead: Rate = { key: 'ahead', gapMs: shareGapMs, toleranceMs: (AHEAD_BURST - 1) * shareGapMs };
  return {
    schedule: { key: 'messages', gapMs, aheadMs: 0 },
    rates: [ahead, ...chatRatesOf('linked_answer', chatId, allowed)],
  };
}

const OTHER_KINDS_PROBE_DELAY_MS = 5_000;
/** Longer than any pause: a slot that is reserved ahead may remain unused, so it must not be the probe. */
export const NEVER_PROBES_MS = 7 * 24 * 3_600_000;

/**
 * How long after a pause of the bot a call of this kind may probe whether Telegram accepts calls again. Codes and answers to
 * linked people may probe at once, because no stranger can provoke them. Other calls may probe later, so that the bot recovers
 * even while nobody asks for a code.
 */
export const probeDelayMs = (kind: SendKind): number =>
  kind === 'code' || kind === 'linked_answer' ? 0 : OTHER_KINDS_PROBE_DELAY_MS;
