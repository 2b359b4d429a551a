import { Injectable, Logger, Optional } from '@nestjs/common';
import { Gauge, Registry } from 'prom-client';
import type { FailedCall } from '@app/telegram';
import type { BotApiProblem } from './bot-api-error';

/** Telegram counts as unavailable when no call was answered for this long. */
export const UNAVAILABLE_AFTER_MS = 30_000;

export type TelegramTrouble = 'unavailable' | 'bad_token';

const ERRORS: Readonly<Record<TelegramTrouble, string>> = {
  unavailable:
    'Telegram is unavailable: no call of the Bot API has been answered for 30 s; check the way from here to TELEGRAM_API_ROOT',
  bad_token:
    'TELEGRAM_BOT_TOKEN is not accepted by Telegram: it was revoked or mistyped; get a new one from @BotFather',
};

/** Failures that belong to one chat or one message. */
const HARMLESS: readonly BotApiProblem[] = ['unreachable', 'unchanged'];

/**
 * Whether Telegram accepts calls of this bot, concluded from the results of all calls of this worker. A chat that
 * rejects messages is no failure of Telegram, because the rejection is an answer.
 */
@Injectable()
export class TelegramHealth {
  private readonly log = new Logger(TelegramHealth.name);
  private failingSince: number | undefined;
  private currentTrouble: TelegramTrouble | undefined;
  private failure: FailedCall | undefined;
  private onChange: () => void = () => undefined;

  constructor(
    registry: Registry,
    @Optional() private readonly now: () => number = Date.now,
  ) {
    const isAvailable = (): boolean => this.trouble === undefined;
    const isTokenAccepted = (): boolean => this.trouble !== 'bad_token';
    new Gauge({
      name: 'otpravka_telegram_token_accepted',
      help: '0 where Telegram does not accept the bot token',
      registers: [registry],
      collect() {
        this.set(isTokenAccepted() ? 1 : 0);
      },
    });
    new Gauge({
      name: 'otpravka_telegram_available',
      help: '0 where Telegram does not accept the bot token, or has not answered this worker for 30 s',
      registers: [registry],
      collect() {
        this.set(isAvailable() ? 1 : 0);
      },
    });
  }

  get trouble(): TelegramTrouble | undefined {
    return this.currentTrouble;
  }

  /** When the first call since the last answer of Telegram failed; undefined if the last call was answered. */
  get since(): Date | undefined {
    return this.failingSince === undefined ? undefined : new Date(this.failingSince);
  }

  /** The listener is called when a trouble begins, changes or ends. */
  onTroubleChange(listener: () => void): void {
    this.onChange = listener;
  }

  /** The last call that failed, unless a chat or a message was the reason. */
  get lastFailure(): FailedCall | undefined {
    return this.failure;
  }

  /** Must not be called for a call that this worker aborted itself. */
  recordResult(result: 'ok' | BotApiProblem, method: string): void {
    if (result !== 'ok' && !HARMLESS.includes(result))
      this.failure = { method, problem: result, at: new Date(this.now()) };
    if (result !== 'passing' && result !== 'bad_token') return this.endTrouble();
    this.failingSince ??= this.now();
    if (result === 'bad_token') return this.setTrouble('bad_token');
    const hasLasted = this.now() - this.failingSince >= UNAVAILABLE_AFTER_MS;
    if (hasLasted && this.currentTrouble === undefined) this.setTrouble('unavailable');
  }

  private endTrouble(): void {
    this.failingSince = undefined;
    if (this.currentTrouble === undefined) return;
    this.currentTrouble = undefined;
    this.log.log('Telegram accepts calls again');
    this.onChange();
  }

  private setTrouble(trouble: TelegramTrouble): void {
    if (this.currentTrouble === trouble) return;
    this.currentTrouble = trouble;
    this.log.error(ERRORS[trouble]);
    this.onChange();
  }
}
