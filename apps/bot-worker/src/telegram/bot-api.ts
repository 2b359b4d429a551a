import { Injectable } from '@nestjs/common';
import { InjectBot } from 'nestjs-telegraf';
import { Telegraf } from 'telegraf';
import type { InlineKeyboardMarkup, ReplyKeyboardMarkup, ReplyKeyboardRemove } from 'telegraf/types';
import { RedisStore } from '@app/redis';
import { botApiError, BotApiError } from './bot-api-error';
import { SendBudget } from './send-budget';

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

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Calls of the Bot API with limits on time. When Telegram asks to slow down, all workers do. */
@Injectable()
export class BotApi {
  private pausedUntil = 0;

  constructor(
    @InjectBot() private readonly bot: Telegraf,
    private readonly store: RedisStore,
    private readonly budget: SendBudget,
  ) {}

  /** Milliseconds for which Telegram wants nothing from this bot. */
  get pauseMs(): number {
    return Math.max(0, this.pausedUntil - Date.now());
  }

  /** The same, with what another worker was asked for. */
  async learnPause(): Promise<number> {
    const left = await this.store.client.pttl(this.pauseKey);
    if (left > 0) this.pausedUntil = Math.max(this.pausedUntil, Date.now() + left);
    return this.pauseMs;
  }

  /** One try. @throws BotApiError */
  async call<Result>(
    method: string,
    payload: object,
    signal?: AbortSignal,
    timeoutMs = CALL_TIMEOUT_MS,
  ): Promise<Result> {
    const limits = [AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])];
    try {
      return await this.bot.telegram.callApi(method as never, payload as never, {
        signal: AbortSignal.any(limits) as never,
      });
    } catch (error) {
      const failure = botApiError(method, error);
      if (failure.problem === 'flood') await this.pause(failure.retryAfterMs);
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
      await this.waitOutPause();
      if (!(await this.budget.take('answer', chatId, LONGEST_WAIT_MS))) {
        throw new BotApiError('flood', 'sendMessage', 'the budget is used up', LONGEST_WAIT_MS);
      }
      await this.push(chatId, message);
    });
  }

  /** Ends the spinner on a pressed button; a toast that nobody sees any more is no failure. */
  async answerPress(callbackQueryId: string, text?: string): Promise<void> {
    try {
      await this.call('answerCallbackQuery', {
        callback_query_id: callbackQueryId,
        ...(text !== undefined && { text }),
      });
    } catch (error) {
      if (!(error instanceof BotApiError)) throw error;
    }
  }

  /** @throws BotApiError where the pause is longer than a person in the chat is to wait */
  private async waitOutPause(): Promise<void> {
    const pauseMs = await this.learnPause();
    if (pauseMs > LONGEST_WAIT_MS)
      throw new BotApiError('flood', 'sendMessage', 'Telegram asked for a pause', pauseMs);
    if (pauseMs > 0) await wait(pauseMs);
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

  private async pause(ms: number): Promise<void> {
    this.pausedUntil = Math.max(this.pausedUntil, Date.now() + ms);
    // Redis being away only means that others learn it from Telegram themselves.
    await this.store.client.set(this.pauseKey, '1', 'PX', ms).catch(() => undefined);
  }

  private get pauseKey(): string {
    return this.store.key('telegram', 'pause');
  }
}
