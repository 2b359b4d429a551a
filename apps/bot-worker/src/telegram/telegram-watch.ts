import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { reasonOf } from '@app/runtime';
import type { BotTroubles } from '@app/telegram';
import type { BotApi } from './bot-api';
import { Backoff } from './backoff';
import type { TelegramHealth } from './telegram-health';

const EVERY_MS = 5_000;

/**
 * While calls fail, Telegram is asked for something that concerns no chat: one chat that fails is not taken for Telegram,
 * and the end of an outage is noticed when nothing is being sent. What is found is noted for an operator.
 */
export class TelegramWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(TelegramWatch.name);
  private readonly stopped = new AbortController();
  private hasNoted = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly health: TelegramHealth,
    private readonly api: BotApi,
    private readonly troubles: BotTroubles,
    private readonly everyMs = EVERY_MS,
  ) {}

  onApplicationBootstrap(): void {
    this.health.whenChanged(() => void this.note());
    this.loop = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopped.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    const backoff = new Backoff(this.stopped.signal, this.log);
    while (!this.stopped.signal.aborted) {
      await backoff.pause(this.everyMs);
      if (this.health.since === undefined || this.stopped.signal.aborted) continue;
      // The health learns what came of it.
      await this.api.call('getMe', {}, this.stopped.signal).catch(() => undefined);
      await this.note();
    }
  }

  private async note(): Promise<void> {
    const { trouble: reason, since } = this.health;
    try {
      if (reason !== undefined && since !== undefined) {
        this.hasNoted = true;
        await this.troubles.note('telegram', { reason, since });
      } else if (this.hasNoted) {
        this.hasNoted = false;
        await this.troubles.clear('telegram');
      }
    } catch (error) {
      this.log.debug({ reason: reasonOf(error) }, 'the state of Telegram could not be noted');
    }
  }
}
