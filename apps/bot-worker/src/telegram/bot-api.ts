import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectBot } from 'nestjs-telegraf';
import { Counter, Registry } from 'prom-client';
import { Telegraf } from 'telegraf';
import type { InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove } from 'telegraf/types';
import { botApiError, BotApiError } from './bot-api-error';
import { withTimeLimit } from '../scheduling/time-limit';
import { type NoSlot, SendBudget } from './budget/send-budget';
import { SEND_KINDS, type SendKind } from './budget/send-rates';
import type { AheadKind, WorkWithSlot } from './budget/slots-ahead';
import { TelegramHealth } from './telegram-health';

/** The default of Telegraf, 500 s, is too long. */
const CALL_TIMEOUT_MS = 10_000;
const TRIES = 3;
/** Longer than the second that a chat's next slot takes. */
const PRESS_WAIT_MS = 2_000;
const RETRY_MS = 500;

/** The recipient of an answer: a person whose phone is linked to Telegram, or anybody else. */
export type Audience = 'linked' | 'stranger';

/** How long an answer waits for a slot of the send budget. After that the update is retried later, or the answer is dropped. */
const ANSWERS: Readonly<Record<Audience, { kind: SendKind; maxWaitMs: number }>> = {
  linked: { kind: 'linked_answer', maxWaitMs: 5_000 },
  stranger: { kind: 'stranger_answer', maxWaitMs: 8_000 },
};

/** A pressed button, as in `callback_query`. The id of a private chat is the id of its person. */
export interface PressedButton {
  readonly id: string;
  readonly from: { readonly id: number };
}

export interface OutgoingMessage {
  /** HTML (Bot API: HTML style). */
  readonly text: string;
  readonly markup?: InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove;
}

const payloadOf = ({ text, markup }: OutgoingMessage) => ({
  text,
  parse_mode: 'HTML' as const,
  link_preview_options: { is_disabled: true },
  ...(markup !== undefined && { reply_markup: markup }),
});

interface Call {
  readonly method: string;
  readonly payload: object;
  /** The chat that is paused when Telegram answers with 429. */
  readonly chatId: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
  /** Whether Telegram limits the method apart from all others, so that a 429 says nothing about other calls. */
  readonly hasOwnLimit?: boolean;
}

const chatIn = (payload: object): number | undefined =>
  'chat_id' in payload && typeof payload.chat_id === 'number' ? payload.chat_id : undefined;

/** Calls the Bot API with time limits. When Telegram asks for a pause, all workers keep it. */
@Injectable()
export class BotApi {
  private readonly stopped = new AbortController();
  private readonly calls: Counter<'method' | 'result'>;
  private readonly dropped: Counter<'audience'>;

  constructor(
    @InjectBot() private readonly bot: Telegraf,
    private readonly budget: SendBudget,
    private readonly health: TelegramHealth,
    registry: Registry,
  ) {
    setMaxListeners(0, this.stopped.signal);
    this.calls = new Counter({
      name: 'otpravka_telegram_calls_total',
      help: 'Calls of the Bot API by their result',
      labelNames: ['method', 'result'],
      registers: [registry],
    });
    this.dropped = new Counter({
      name: 'otpravka_answers_dropped_total',
      help: 'Answers that were not sent because the budget or their chat had no slot for them soon',
      labelNames: ['audience'],
      registers: [registry],
    });
    for (const audience of Object.keys(ANSWERS)) this.dropped.inc({ audience }, 0);
  }

  /** False from the moment when Telegram rejects the token until it accepts a call again. */
  get isTokenAccepted(): boolean {
    return this.health.trouble !== 'bad_token';
  }

  /**
   * Prepares the shutdown. Answers to strangers stop waiting for a slot at once. After `ms` milliseconds nothing waits, running
   * calls are aborted, and no call starts.
   */
  stopWithin(ms: number): void {
    this.budget.stopWaiting(['stranger_answer']);
    setTimeout(() => {
      this.budget.stopWaiting(SEND_KINDS);
      this.stopped.abort();
    }, ms).unref();
  }

  /** Calls once, outside of the send budget. @throws BotApiError */
  call<Result>(method: string, payload: object, signal?: AbortSignal, timeoutMs?: number): Promise<Result> {
    return this.request<Result>({
      ...{ method, payload, chatId: chatIn(payload), signal },
      ...(timeoutMs !== undefined && { timeoutMs }),
    });
  }

  /**
   * Reads or sets the profile of the bot. Telegram allows few changes and may answer 429 for hours, which must delay no code, so
   * this call pauses nothing. @throws BotApiError
   */
  callProfile(method: string, payload: object, signal: AbortSignal): Promise<unknown> {
    return this.request({ method, payload, chatId: undefined, signal, hasOwnLimit: true });
  }

  /** Sends once, because the outbox retries. @returns the id of the message */
  async sendMessage(chatId: number, message: OutgoingMessage): Promise<number> {
    const sent = await this.call<{ message_id: number }>('sendMessage', {
      chat_id: chatId,
      ...payloadOf(message),
    });
    return sent.message_id;
  }

  async editMessage(chatId: number, messageId: number, message: OutgoingMessage): Promise<void> {
    await this.call('editMessageText', { chat_id: chatId, message_id: messageId, ...payloadOf(message) });
  }

  /**
   * Answers a person who has just written, with a few tries. Drops the answer without an error if it could be sent only much
   * later: any answer to a paused chat, and an answer to a stranger while the budget has no slot.
   * @throws BotApiError
   */
  async sendAnswer(chatId: number, message: OutgoingMessage, audience: Audience = 'linked'): Promise<void> {
    const noSlot = await this.trySending(chatId, message, ANSWERS[audience]);
    if (noSlot === undefined) return;
    if (audience === 'linked' && noSlot.reason !== 'chat_paused')
      throw new BotApiError('flood', 'sendMessage', 'the send budget has no slot', noSlot.waitMs);
    this.dropped.inc({ audience });
  }

  /** Works while the slot of the next answer or reaction is being reserved, so that both take one round trip to Redis. */
  withSlotAhead<Result>(kind: AheadKind, chatId: number, work: WorkWithSlot<Result>): Promise<Result> {
    return this.budget.ahead.during(kind, chatId, work);
  }

  /** Ends the spinner of a pressed button. A text tells the outcome, so it waits a little for a slot after several presses. */
  answerCallback({ id, from }: PressedButton, text?: string): Promise<void> {
    const payload = { callback_query_id: id, ...(text !== undefined && { text }) };
    return this.callInSlot(from.id, 'answerCallbackQuery', payload, text === undefined ? 0 : PRESS_WAIT_MS);
  }

  /** Edits a message of the bot. Ignores a failure, because nothing depends on the edit. */
  tryEditMessage(chatId: number, messageId: number, message: OutgoingMessage): Promise<void> {
    const payload = { chat_id: chatId, message_id: messageId, ...payloadOf(message) };
    return this.callIfSlotIsFree(chatId, 'editMessageText', payload);
  }

  /**
   * Edits the message of a pressed button, which is the answer to the press. Waits for a slot as long as an answer does, so that
   * the message is right after several presses. Ignores a failure, as `tryEditMessage` does.
   */
  editPressedMessage(chatId: number, messageId: number, message: OutgoingMessage): Promise<void> {
    const payload = { chat_id: chatId, message_id: messageId, ...payloadOf(message) };
    return this.callInSlot(chatId, 'editMessageText', payload, ANSWERS.linked.maxWaitMs);
  }

  /** Waits a little for a slot, because buttons that stay can be pressed again. */
  tryRemoveButtons(chatId: number, messageId: number): Promise<void> {
    const payload = { chat_id: chatId, message_id: messageId };
    return this.callInSlot(chatId, 'editMessageReplyMarkup', payload, PRESS_WAIT_MS);
  }

  /** Calls once, and only if the chat has a free slot now. Nothing depends on such a call, so its failure is ignored. */
  private callIfSlotIsFree(chatId: number, method: string, payload: object): Promise<void> {
    return this.callInSlot(chatId, method, payload, 0);
  }

  private async callInSlot(
    chatId: number,
    method: string,
    payload: object,
    maxWaitMs: number,
  ): Promise<void> {
    try {
      await this.budget.runInSlot('press', chatId, maxWaitMs, () =>
        this.request({ method, payload, chatId }),
      );
    } catch (error) {
      if (!(error instanceof BotApiError)) throw error;
    }
  }

  /** After a 429 the next try waits for the end of the pause that `request` has recorded, or finds that it is too long. */
  private async trySending(
    chatId: number,
    message: OutgoingMessage,
    { kind, maxWaitMs }: { kind: SendKind; maxWaitMs: number },
  ): Promise<NoSlot | undefined> {
    for (let left = TRIES - 1; ; left--) {
      try {
        return await this.budget.runInSlot(kind, chatId, maxWaitMs, () => this.sendMessage(chatId, message));
      } catch (error) {
        if (!(error instanceof BotApiError)) throw error;
        if (error.problem === 'flood' && left === 0) return { reason: 'busy', waitMs: error.retryAfterMs };
        if (error.problem !== 'flood' && (error.problem !== 'passing' || left === 0)) throw error;
        if (error.problem === 'passing') await wait(RETRY_MS);
      }
    }
  }

  private async request<Result>({
    method,
    payload,
    chatId,
    signal,
    timeoutMs = CALL_TIMEOUT_MS,
    hasOwnLimit = false,
  }: Call): Promise<Result> {
    try {
      const result = await withTimeLimit(timeoutMs, [this.stopped.signal, signal], (limit) =>
        this.bot.telegram.callApi(method as never, payload as never, { signal: limit as never }),
      );
      this.calls.inc({ method, result: 'ok' });
      this.health.recordResult('ok', method);
      await this.budget.recordNoFlood(chatId);
      return result;
    } catch (error) {
      const failure = botApiError(method, error);
      const { problem } = failure;
      const isAborted = signal?.aborted === true || this.stopped.signal.aborted;
      this.calls.inc({ method, result: isAborted ? 'aborted' : problem });
      if (!isAborted) this.health.recordResult(problem, method);
      if (problem === 'flood' && hasOwnLimit) throw failure;
      if (problem === 'flood') await this.budget.recordFlood(chatId, failure.retryAfterMs);
      else if (problem !== 'passing' && problem !== 'bad_token') await this.budget.recordNoFlood(chatId);
      throw failure;
    }
  }
}
