/**
 * What a call of the Bot API is for. Codes, pushed or asked of the bot, go ahead of everything else; then answers to linked
 * people; then answers to others; then edits and notifications. `press` is for calls that nothing depends on: the answer
 * to a pressed button, and what changes a message beside it.
 */
export type SendKind = 'code' | 'linked_answer' | 'stranger_answer' | 'edit' | 'notification' | 'press';

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

/** The shares of the messages. What codes may not have is left to answers, which would starve in a storm of codes. */
const SHARE_OF_CODES = 0.8;
const SHARE_OF_OTHERS = 0.5;
const SHARE_OF_STRANGERS = 0.1;
/** So many newcomers are answered at once. */
const STRANGERS_AT_ONCE = 5;

/**
 * A place is reserved at most this far ahead. The more urgent call reserves further ahead, and so it wins while places are
 * scarce; the less urgent one finds a place only where the schedule is nearly free.
 */
const AHEAD_MS: Readonly<Record<SendKind, number>> = {
  code: 500,
  linked_answer: 200,
  stranger_answer: 100,
  edit: 0,
  notification: 0,
  press: 500,
};

/** Bot API FAQ: no more than one message a second in a chat. Edits and presses are held to the same rate. */
const CHAT_GAP_MS = 1_000;
/** Somebody who presses a button twice gets both times the end of the spinner, the edit and the answer. */
const CHAT_CALLS_AT_ONCE = 6;

/** The key of the rate that spaces the messages of a chat. */
export const messagesOf = (chatId: number): string => `chat:${chatId}`;

/** The rates that a call needs a place in. `calls` counts all calls that name the chat. */
export function ratesOf(kind: SendKind, chatId: number, perSecond: number): SendRates {
  const gapMs = 1_000 / (perSecond * PACE);
  const aheadMs = AHEAD_MS[kind];
  const share = (key: string, part: number, toleranceMs = aheadMs): Rate => ({
    key,
    gapMs: gapMs / part,
    toleranceMs,
  });
  const others = share('others', SHARE_OF_OTHERS);
  const strangers = share(
    'strangers',
    SHARE_OF_STRANGERS,
    ((STRANGERS_AT_ONCE - 1) * gapMs) / SHARE_OF_STRANGERS,
  );
  const chat: Rate = { key: messagesOf(chatId), gapMs: CHAT_GAP_MS, toleranceMs: 0 };
  const calls = (atOnce = CHAT_CALLS_AT_ONCE): Rate => ({
    key: `calls:${chatId}`,
    gapMs: CHAT_GAP_MS,
    toleranceMs: (atOnce - 1) * CHAT_GAP_MS,
  });
  const messages = { key: 'messages', gapMs, aheadMs };
  switch (kind) {
    case 'code':
      // One more than the others: no press and no edit delays the code of its chat.
      return {
        schedule: messages,
        rates: [share('codes', SHARE_OF_CODES), chat, calls(CHAT_CALLS_AT_ONCE + 1)],
      };
    case 'linked_answer':
    case 'notification':
      return { schedule: messages, rates: [others, chat, calls()] };
    case 'stranger_answer':
      return { schedule: messages, rates: [others, strangers, chat, calls()] };
    case 'edit':
      return { schedule: messages, rates: [others, calls()] };
    case 'press':
      return { schedule: { key: 'presses', gapMs, aheadMs }, rates: [calls()] };
  }
}
