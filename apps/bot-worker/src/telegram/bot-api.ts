import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { InjectBot } from 'nestjs-telegraf';
import { Counter, Registry } from 'prom-client';
import { Telegraf } from 'telegraf';
import type { InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove } from 'telegraf/types';
import { botApiError, BotApiError } from './bot-api-error';
import { withinLimit } from './call-limit';
import { SendBudget } from './send-budget';
import { TelegramHealth } from './telegram-health';

/** Telegraf's own limit is 500 s. */
const CALL_TIMEOUT_MS = 10_000;
/** A person in the chat is waited for this long when Telegram asks for patience; then the update is done again later. */
const LONGEST_WAIT_MS = 5_000;
const TRIES = 3;

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

/** Calls of the Bot API with limits on time. When Telegram asks to slow down, all workers do. */
@Injectable()
export class BotApi {
  private readonly stopped = new AbortController();
  private readonly calls: Counter<'method' | 'result'>;

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
  }

  /** False from the moment when Telegram refuses the token until it takes a call again. */
  get isTokenAccepted(): boolean {
    return this.health.trouble !== 'bad_token';
  }

  /** The service stops: what Telegram has not answered in so long is broken off, and none is begun any more. */
  endWithin(ms: number): void {
    setTimeout(() => this.stopped.abort(), ms).unref();
  }

  /** One try. @throws BotApiError */
  async call<Result>(
    method: string,
    payload: object,
    signal?: AbortSignal,
    timeoutMs = CALL_TIMEOUT_MS,
  ): Promise<Result> {
    try {
      const result = await withinLimit(timeoutMs, [this.stopped.signal, signal], (limit) =>
        this.bot.telegram.callApi(method as never, payload as never, { signal: limit as never }),
      );
      this.calls.inc({ method, result: 'ok' });
      this.health.report('ok');
      return result;
    } catch (error) {
      const failure = botApiError(method, error);
      const isBrokenOff = signal?.aborted === true || this.stopped.signal.aborted;
      this.calls.inc({ method, result: isBrokenOff ? 'aborted' : failure.problem });
      if (!isBrokenOff) this.health.report(failure.problem);
      if (failure.problem === 'flood') await this.budget.pause(failure.retryAfterMs);
      throw failure;
    }
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

  /** An answer to somebody in the chat now: a few tries. */
  async say(chatId: number, message: OutgoingMessage): Promise<void> {
    await this.patiently(async () => {
      const waitMs = await this.budget.take('answer', chatId, LONGEST_WAIT_MS);
      if (waitMs > 0)
        throw new BotApiError('flood', 'sendMessage', 'there is no place in the budget', waitMs);
      await this.push(chatId, message);
    });
  }

  /** Ends the spinner on a pressed button. */
  answerPress(callbackQueryId: string, text?: string): Promise<void> {
    return this.perhaps('answerCallbackQuery', {
      callback_query_id: callbackQueryId,
      ...(text !== undefined && { text }),
    });
  }

  /** Says something else in a message of ours, where that is pleasant and no more. */
  amend(chatId: number, messageId: number, message: OutgoingMessage): Promise<void> {
    return this.perhaps('editMessageText', { chat_id: chatId, message_id: messageId, ...payloadOf(message) });
  }

  dropButtons(chatId: number, messageId: number): Promise<void> {
    return this.perhaps('editMessageReplyMarkup', { chat_id: chatId, message_id: messageId });
  }

  /** What is pleasant and no more: one try, and none during a pause. */
  private async perhaps(method: string, payload: object): Promise<void> {
    if (this.budget.pauseMs > 0) return;
    try {
      await this.call(method, payload);
    } catch (error) {
      if (!(error instanceof BotApiError)) throw error;
    }
  }

  private async patiently(send: () => Promise<unknown>): Promise<void> {
    for (let left = TRIES - 1; ; left--) {
      try {
        await send();
        return;
      } catch (error) {
        if (!(error instanceof BotApiError)) throw error;
        const delayMs = Math.max(error.retryAfterMs, 500);
        const isWorthIt =
          (error.problem === 'passing' || error.problem === 'flood') && delayMs <= LONGEST_WAIT_MS;
        if (left === 0 || !isWorthIt) throw error;
        await wait(delayMs);
      }
    }
  }
}
