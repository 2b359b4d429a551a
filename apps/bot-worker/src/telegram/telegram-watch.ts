import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  Optional,
} from '@nestjs/common';
import { reasonOf } from '@app/runtime';
import { BotRecords, BotTroubles, type FailedCall } from '@app/telegram';
import { BackgroundWork } from '../scheduling/background-work';
import { BotApi } from './bot-api';
import { TelegramHealth } from './telegram-health';

const INTERVAL_MS = 5_000;

/**
 * While calls fail, calls `getMe`, which names no chat. The result distinguishes the failure of one chat from an outage of
 * Telegram, and shows the end of an outage while nothing else is sent. Troubles are recorded for operators.
 */
@Injectable()
export class TelegramWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(TelegramWatch.name);
  private readonly background = new BackgroundWork(this.log);
  private hasRecorded = false;
  private recordedFailure: FailedCall | undefined;

  constructor(
    private readonly health: TelegramHealth,
    private readonly api: BotApi,
    private readonly troubles: BotTroubles,
    private readonly records: BotRecords,
    @Optional() private readonly intervalMs: number = INTERVAL_MS,
  ) {}

  onApplicationBootstrap(): void {
    this.health.onTroubleChange(() => void this.recordTrouble());
    this.background.repeat(this.intervalMs, async () => {
      await this.recordFailure();
      await this.checkWhileFailing();
    });
  }

  /** A worker that stops has no trouble any more: the one that replaces it may have a valid token. */
  async onModuleDestroy(): Promise<void> {
    await this.background.stop();
    if (this.hasRecorded) await this.troubles.clear('telegram').catch(() => undefined);
  }

  private async checkWhileFailing(): Promise<void> {
    if (this.health.since === undefined) return;
    // `BotApi` reports the result to `TelegramHealth`.
    await this.api.call('getMe', {}, this.background.signal).catch(() => undefined);
    await this.recordTrouble();
  }

  private async recordFailure(): Promise<void> {
    const { lastFailure } = this.health;
    if (lastFailure === undefined || lastFailure === this.recordedFailure) return;
    try {
      await this.records.recordFailure(lastFailure);
      this.recordedFailure = lastFailure;
    } catch (error) {
      this.log.debug({ reason: reasonOf(error) }, 'the last failure could not be recorded');
    }
  }

  private async recordTrouble(): Promise<void> {
    const { trouble: reason, since } = this.health;
    try {
      if (reason !== undefined && since !== undefined) {
        this.hasRecorded = true;
        await this.troubles.record('telegram', { reason, since });
      } else if (this.hasRecorded) {
        this.hasRecorded = false;
        await this.troubles.clear('telegram');
      }
    } catch (error) {
      this.log.debug({ reason: reasonOf(error) }, 'the state of Telegram could not be recorded');
    }
  }
}
