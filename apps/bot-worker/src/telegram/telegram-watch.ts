import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  Optional,
} from '@nestjs/common';
import { reasonOf } from '@app/runtime';
import { BotTroubles } from '@app/telegram';
import { Backoff } from '../scheduling/backoff';
import { BotApi } from './bot-api';
import { TelegramHealth } from './telegram-health';

export const TELEGRAM_WATCH_INTERVAL_MS = Symbol('TELEGRAM_WATCH_INTERVAL_MS');

const INTERVAL_MS = 5_000;

/**
 * While calls fail, calls `getMe`, which concerns no chat. This distinguishes the failure of one chat from an outage of
 * Telegram, and detects the end of an outage while nothing else is sent. The result is recorded for operators.
 */
@Injectable()
export class TelegramWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(TelegramWatch.name);
  private readonly stopped = new AbortController();
  private hasRecorded = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly health: TelegramHealth,
    private readonly api: BotApi,
    private readonly troubles: BotTroubles,
    @Optional() @Inject(TELEGRAM_WATCH_INTERVAL_MS) private readonly intervalMs: number = INTERVAL_MS,
  ) {}

  onApplicationBootstrap(): void {
    this.health.onTroubleChange(() => void this.recordTrouble());
    this.loop = this.watchUntilStopped();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped.abort();
    await this.loop;
  }

  private async watchUntilStopped(): Promise<void> {
    const backoff = new Backoff(this.stopped.signal, this.log);
    while (!this.stopped.signal.aborted) {
      await backoff.pause(this.intervalMs);
      if (this.health.since === undefined || this.stopped.signal.aborted) continue;
      // `BotApi` reports the result to the health.
      await this.api.call('getMe', {}, this.stopped.signal).catch(() => undefined);
      await this.recordTrouble();
    }
  }

  private async recordTrouble(): Promise<void> {
    const { trouble: reason, since } = this.health;
    try {
      if (reason !== undefined && since !== undefined) {
        this.hasRecorded = true;
        await this.troubles.note('telegram', { reason, since });
      } else if (this.hasRecorded) {
        this.hasRecorded = false;
        await this.troubles.clear('telegram');
      }
    } catch (error) {
      this.log.debug({ reason: reasonOf(error) }, 'the state of Telegram could not be recorded');
    }
  }
}
