import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectBot } from 'nestjs-telegraf';
import { Counter, Registry } from 'prom-client';
import { Telegraf } from 'telegraf';
import type { InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove } from 'telegraf/types';
import { botApiError, BotApiError } from './bot-api-error';
import { withinLimit } from './call-limit';
import { type NoPlace, SendBudget } from './send-budget';
import { SEND_KINDS, type SendKind } from './send-rates';
import { TelegramHealth } from './telegram-health';

/** Telegraf's own limit is 500 s. */
const CALL_TIMEOUT_MS = 10_000;
const TRIES = 3;
const RETRY_MS = 500;

/** Whom an answer is for: a person whose phone is linked to Telegram, or anybody else. */
export type Audience = 'linked' | 'stranger';

/** A person in the chat waits this long for a place in the budget; then the update is done again later, or the answer dropped. */
const ANSWERS: Readonly<Record<Audience, { kind: SendKind; patienceMs: number }>> = {
  linked: { kind: 'linked_answer', patienceMs: 5_000 },
  stranger: { kind: 'stranger_answer', patienceMs: 8_000 },
};

/** A pressed button, as `callback_query` brings it. In a private chat, the chat has the id of the person. */
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
  /** The chat that is to wait when Telegram answers with 429. */
  readonly chatId: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs?: number;
}

const chatIn = (payload: object): number | undefined =>
  'chat_id' in payload && typeof payload.chat_id === 'number' ? payload.chat_id : undefined;

/** Calls of the Bot API with limits on time. When Telegram asks for a pause, all workers keep it. */
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
      help: 'Calls of the Bot API by what came of them',
      labelNames: ['method', 'result'],
      registers: [registry],
    });
    this.dropped = new Counter({
      name: 'otpravka_answers_dropped_total',
      help: 'Answers that were not sent because the budget or their chat had no place for them soon',
      labelNames: ['audience'],
      registers: [registry],
    });
  }

  /** False from the moment when Telegram refuses the token until it takes a call again. */
  get isTokenAccepted(): boolean {
    return this.health.trouble !== 'bad_token';
  }

  /**
   * The service stops. Answers to strangers wait for no place any more, for their updates are not worth it. After `ms` nothing
   * waits, calls without an answer are broken off, and none is begun.
   */
  endWithin(ms: number): void {
    this.budget.endWaits(['stranger_answer']);
    setTimeout(() => {
      this.budget.endWaits(SEND_KINDS);
      this.stopped.abort();
    }, ms).unref();
  }

  /** One try, outside of the send budget. @throws BotApiError */
  call<Result>(method: string, payload: object, signal?: AbortSignal, timeoutMs?: number): Promise<Result> {
    return this.request<Result>({
      ...{ method, payload, chatId: chatIn(payload), signal },
      ...(timeoutMs !== undefined && { timeoutMs }),
    });
  }

  /** One try, for what is tried again by the outbox. @returns the message's id */
  async push(chatId: number, message: OutgoingMessage): Promise<number> {
    const sent = await this.call<{ message_id: number }>('sendMessage', {
      chat_id: chatId,
      ...payloadOf(message),
    });
    return sent.message_id;
  }

  async edit(chatId: number, messageId: number, message: OutgoingMessage): Promise<void> {
    await this.call('editMessageText', { chat_id: chatId, message_id: messageId, ...payloadOf(message) });
  }

  /**
   * Answers somebody who has just written, with a few tries. An answer is dropped, without an error, where it could only be
   * sent much later: to a stranger when there is no place in the budget soon, to anybody while the chat itself is paused.
   * @throws BotApiError
   */
  async say(chatId: number, message: OutgoingMessage, audience: Audience = 'linked'): Promise<void> {
    const noPlace = await this.trySending(chatId, message, ANSWERS[audience]);
    if (noPlace === undefined) return;
    if (audience === 'linked' && noPlace.reason !== 'chat_paused')
      throw new BotApiError('flood', 'sendMessage', 'there is no place in the budget', noPlace.waitMs);
    this.dropped.inc({ audience });
  }

  /** Ends the spinner on a pressed button. */
  answerPress({ id, from }: PressedButton, text?: string): Promise<void> {
    return this.callIfThereIsPlace(from.id, 'answerCallbackQuery', {
      callback_query_id: id,
      ...(text !== undefined && { text }),
    });
  }

  /** Replaces the text of a message of ours where nothing depends on it. */
  amend(chatId: number, messageId: number, message: OutgoingMessage): Promise<void> {
    const payload = { chat_id: chatId, message_id: messageId, ...payloadOf(message) };
    return this.callIfThereIsPlace(chatId, 'editMessageText', payload);
  }

  dropButtons(chatId: number, messageId: number): Promise<void> {
    const payload = { chat_id: chatId, message_id: messageId };
    return this.callIfThereIsPlace(chatId, 'editMessageReplyMarkup', payload);
  }

  /** For calls that nothing depends on: one try, and none where the chat has no place at once. */
  private async callIfThereIsPlace(chatId: number, method: string, payload: object): Promise<void> {
    try {
      await this.budget.run('press', chatId, 0, () => this.request({ method, payload, chatId }));
    } catch (error) {
      if (!(error instanceof BotApiError)) throw error;
    }
  }

  /** A pause that Telegram asks for meanwhile is known to the budget, which waits for its end or says that it is too long. */
  private async trySending(
    chatId: number,
    message: OutgoingMessage,
    { kind, patienceMs }: { kind: SendKind; patienceMs: number },
  ): Promise<NoPlace | undefined> {
    for (let left = TRIES - 1; ; left--) {
      try {
        return await this.budget.run(kind, chatId, patienceMs, () => this.push(chatId, message));
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
  }: Call): Promise<Result> {
    try {
      const result = await withinLimit(timeoutMs, [this.stopped.signal, signal], (limit) =>
        this.bot.telegram.callApi(method as never, payload as never, { signal: limit as never }),
      );
      this.calls.inc({ method, result: 'ok' });
      this.health.report('ok');
      await this.budget.answered(chatId);
      return result;
    } catch (error) {
      const failure = botApiError(method, error);
      const { problem } = failure;
      const isBrokenOff = signal?.aborted === true || this.stopped.signal.aborted;
      this.calls.inc({ method, result: isBrokenOff ? 'aborted' : problem });
      if (!isBrokenOff) this.health.report(problem);
      if (problem === 'flood') await this.budget.flooded(chatId, failure.retryAfterMs);
      else if (problem !== 'passing' && problem !== 'bad_token') await this.budget.answered(chatId);
      throw failure;
    }
  }
}
