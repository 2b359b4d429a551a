import { Logger } from '@nestjs/common';
import { Gauge, type Registry } from 'prom-client';
import type { BotApiProblem } from './bot-api-error';

/** Calls that have failed for so long, with none between that Telegram answered, are no passing failure any more. */
export const UNAVAILABLE_AFTER_MS = 30_000;

export type TelegramTrouble = 'unavailable' | 'bad_token';

const ERRORS: Readonly<Record<TelegramTrouble, string>> = {
  unavailable:
    'Telegram is unavailable: no call of the Bot API has been answered for 30 s; check the way from here to TELEGRAM_API_ROOT',
  bad_token:
    'TELEGRAM_BOT_TOKEN is not accepted by Telegram: it was revoked or mistyped; get a new one from @BotFather',
};

/**
 * Whether Telegram takes calls of this bot, from what came of all calls of this worker. A chat that cannot be written to is
 * no trouble of Telegram: that is an answer, too.
 */
export class TelegramHealth {
  private readonly log = new Logger(TelegramHealth.name);
  private failingSince: number | undefined;
  private found: TelegramTrouble | undefined;
  private onChange: () => void = () => undefined;

  constructor(
    registry: Registry,
    private readonly now: () => number = Date.now,
  ) {
    const isAvailable = (): boolean => this.trouble === undefined;
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
    return this.found;
  }

  /** The first failure since Telegram answered last; undefined where the last call was answered. */
  get since(): Date | undefined {
    return this.failingSince === undefined ? undefined : new Date(this.failingSince);
  }

  /** Called whenever the trouble begins, changes or ends. */
  whenChanged(listener: () => void): void {
    this.onChange = listener;
  }

  /** What came of a call that this worker did not break off itself. */
  report(result: 'ok' | BotApiProblem): void {
    if (result !== 'passing' && result !== 'bad_token') return this.answered();
    this.failingSince ??= this.now();
    if (result === 'bad_token') return this.become('bad_token');
    const hasLasted = this.now() - this.failingSince >= UNAVAILABLE_AFTER_MS;
    if (hasLasted && this.found === undefined) this.become('unavailable');
  }

  private answered(): void {
    this.failingSince = undefined;
    if (this.found === undefined) return;
    this.found = undefined;
    this.log.log('Telegram accepts calls again');
    this.onChange();
  }

  private become(trouble: TelegramTrouble): void {
    if (this.found === trouble) return;
    this.found = trouble;
    this.log.error(ERRORS[trouble]);
    this.onChange();
  }
}
