/**
 * What a call of the Bot API is for. Codes, pushed or asked of the bot, go ahead of everything else; then answers to linked
 * people; then answers to others; then edits and notifications; each of these has a floor. `press` is for calls that nothing depends on: the answer
 * to a pressed button, and what changes a message beside it.
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

/** Places follow each other by the gap; a rate with a tolerance may be used that far ahead. */
export interface Rate {
  readonly key: string;
  readonly gapMs: number;
  readonly toleranceMs: number;
}

export interface SendRates {
  readonly schedule: { readonly key: string; readonly gapMs: number; readonly aheadMs: number };
  readonly rates: readonly Rate[];
}

/** Places are this much slower than the limit, so that calls that a busy machine delays and sends together stay below it. */
const PACE = 0.8;

/** The shares of the messages. */
const SHARE_OF_CODES = 0.7;
/** Linked people, strangers, and edits with notifications each have so much for themselves, whatever the others do. */
const FLOOR = 0.1;
/** What linked answers, edits and notifications may have beyond their floors, all together. */
const SHARE_BEYOND_FLOORS = 0.4;
/** So many newcomers are answered at once. */
const STRANGERS_AT_ONCE = 5;
const OTHERS_AT_ONCE = 2;

/**
 * A place is reserved at most this far ahead. The call that reserves further ahead wins while places are scarce. Within a
 * floor that is further than all others reach together, so the floor is always had; its rate is its bound. Beyond the
 * floors, the less urgent call finds a place only where the schedule is nearly free.
 */
const AHEAD_MS = { floor: 1_500, code: 500, linkedAnswer: 200, job: 0, press: 500 } as const;

/** Bot API FAQ: no more than one message a second in a chat. Edits and presses are held to the same rate. */
const CHAT_GAP_MS = 1_000;
/** Somebody who presses a button twice gets both times the end of the spinner, the edit and the answer. */
const CHAT_CALLS_AT_ONCE = 6;

/** The key of the rate that spaces the messages of a chat. */
export const messagesOf = (chatId: number): string => `chat:${chatId}`;

/** The ways to a place, of which one is enough; they are tried in this order. `calls` counts all calls that name the chat. */
export function waysOf(kind: SendKind, chatId: number, perSecond: number): readonly SendRates[] {
  const gapMs = 1_000 / (perSecond * PACE);
  const share = (key: string, part: number, toleranceMs: number): Rate => ({
    key,
    gapMs: gapMs / part,
    toleranceMs,
  });
  const messages = (aheadMs: number) => ({ key: 'messages', gapMs, aheadMs });
  const chat: Rate = { key: messagesOf(chatId), gapMs: CHAT_GAP_MS, toleranceMs: 0 };
  const calls = (atOnce = CHAT_CALLS_AT_ONCE): Rate => ({
    key: `calls:${chatId}`,
    gapMs: CHAT_GAP_MS,
    toleranceMs: (atOnce - 1) * CHAT_GAP_MS,
  });
  const floor = (key: string, ofChat: readonly Rate[], atOnce = OTHERS_AT_ONCE): SendRates => ({
    schedule: messages(AHEAD_MS.floor),
    rates: [share(key, FLOOR, ((atOnce - 1) * gapMs) / FLOOR), ...ofChat],
  });
  const beyond = (aheadMs: number, ofChat: readonly Rate[]): SendRates => ({
    schedule: messages(aheadMs),
    rates: [share('others', SHARE_BEYOND_FLOORS, aheadMs), ...ofChat],
  });
  switch (kind) {
    case 'code': {
      // One more than the others: no press and no edit delays the code of its chat.
      const ofChat = [chat, calls(CHAT_CALLS_AT_ONCE + 1)];
      const codes = share('codes', SHARE_OF_CODES, AHEAD_MS.code);
      return [{ schedule: messages(AHEAD_MS.code), rates: [codes, ...ofChat] }];
    }
    case 'linked_answer':
      return [beyond(AHEAD_MS.linkedAnswer, [chat, calls()]), floor('linked', [chat, calls()])];
    case 'stranger_answer':
      return [floor('strangers', [chat, calls()], STRANGERS_AT_ONCE)];
    case 'notification':
      return [beyond(AHEAD_MS.job, [chat, calls()]), floor('jobs', [chat, calls()])];
    case 'edit':
      return [beyond(AHEAD_MS.job, [calls()]), floor('jobs', [calls()])];
    case 'press':
      return [{ schedule: { key: 'presses', gapMs, aheadMs: AHEAD_MS.press }, rates: [calls()] }];
  }
}

const OTHERS_PROBE_AFTER_MS = 5_000;

/**
 * After a pause of the bot, one call probes whether Telegram accepts calls again. Codes and answers to linked people may probe
 * at once, because no stranger provokes them. Other calls may probe this long after the end of the pause, so that the bot does
 * not stay silent while nobody asks for a code.
 */
export const probeDelayMs = (kind: SendKind): number =>
  kind === 'code' || kind === 'linked_answer' ? 0 : OTHERS_PROBE_AFTER_MS;
