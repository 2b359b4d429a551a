import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  Optional,
} from '@nestjs/common';
import { InjectBot } from 'nestjs-telegraf';
import { Telegraf } from 'telegraf';
import type { UserFromGetMe } from 'telegraf/types';
import { RedisStore } from '@app/redis';
import { botKeys } from '@app/telegram';
import { Backoff } from '../scheduling/backoff';
import { BotApi } from './bot-api';

export interface IdentityIntervals {
  /** Redis may lose the record, so it is written again after each interval. */
  readonly recordMs: number;
  /** The bot may be renamed at @BotFather while this worker runs. */
  readonly askMs: number;
}

export const IDENTITY_INTERVALS = Symbol('IDENTITY_INTERVALS');

const INTERVALS: IdentityIntervals = { recordMs: 5_000, askMs: 60_000 };

/**
 * The bot that the token belongs to. Asks Telegram at boot with retries, and then once a minute. Telegraf itself would ask
 * once, within the first update, and every later update would fail where that call failed.
 */
@Injectable()
export class BotIdentity implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(BotIdentity.name);
  private readonly stopped = new AbortController();
  private readonly backoff = new Backoff(this.stopped.signal, this.log);
  private readonly found: Promise<void>;
  private resolveFound: () => void = () => undefined;

  constructor(
    @InjectBot() private readonly bot: Telegraf,
    private readonly api: BotApi,
    private readonly store: RedisStore,
    @Optional() @Inject(IDENTITY_INTERVALS) private readonly intervals: IdentityIntervals = INTERVALS,
  ) {
    this.found = new Promise((resolve) => (this.resolveFound = resolve));
  }

  get isKnown(): boolean {
    return this.bot.botInfo !== undefined;
  }

  get username(): string {
    return this.bot.botInfo?.username ?? '';
  }

  /** Resolves once updates can be handled. */
  whenKnown(): Promise<void> {
    return this.found;
  }

  onApplicationBootstrap(): void {
    void this.keepAsking();
    void this.keepRecorded();
  }

  onModuleDestroy(): void {
    this.stopped.abort();
  }

  private async keepAsking(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      const me = await this.backoff.retry('the identity of the bot could not be read from Telegram', () =>
        this.api.call<UserFromGetMe>('getMe', {}, this.stopped.signal),
      );
      if (me !== undefined) this.setIdentity(me);
      await this.backoff.pause(this.intervals.askMs);
    }
  }

  private setIdentity(me: UserFromGetMe): void {
    const before = this.bot.botInfo;
    this.bot.botInfo = me;
    this.resolveFound();
    if (before === undefined) this.log.log({ bot: me.username }, 'Telegram accepted the token');
    else if (before.username !== me.username) {
      this.log.warn(
        { from: before.username, to: me.username },
        'the bot was renamed; links lead to its new name',
      );
    }
  }

  /** Repeated, because Redis may come back empty and the bot may be renamed. */
  private async keepRecorded(): Promise<void> {
    await this.found;
    while (!this.stopped.signal.aborted) {
      await this.backoff.retry('the bot could not be recorded', () => this.record(this.username));
      await this.backoff.pause(this.intervals.recordMs);
    }
  }

  /** The API reads the name for its links where TELEGRAM_BOT_USERNAME is not set. */
  private async record(username: string): Promise<void> {
    await this.store.client.hset(botKeys.identity(this.store), 'username', username);
  }
}
