import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Telegraf } from 'telegraf';
import type { UserFromGetMe } from 'telegraf/types';
import type { RedisStore } from '@app/redis';
import { botKeys } from '@app/telegram';
import type { BotApi } from './bot-api';
import { Backoff } from './backoff';

export interface IdentityPace {
  /** A Redis that came back empty gets the record again after this. */
  readonly recordMs: number;
  /** The bot may be renamed at @BotFather while this worker runs. */
  readonly askMs: number;
}

const PACE: IdentityPace = { recordMs: 5_000, askMs: 60_000 };

/**
 * Which bot the token is. Asked at boot, again and again until Telegram answers, and then once a minute: telegraf would ask
 * once within the first update, and stay broken where that one call failed.
 */
export class BotIdentity implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(BotIdentity.name);
  private readonly stopped = new AbortController();
  private readonly backoff = new Backoff(this.stopped.signal, this.log);
  private readonly found: Promise<void>;
  private tellFound: () => void = () => undefined;

  constructor(
    private readonly bot: Telegraf,
    private readonly api: BotApi,
    private readonly store: RedisStore,
    private readonly pace: IdentityPace = PACE,
  ) {
    this.found = new Promise((resolve) => (this.tellFound = resolve));
  }

  get isKnown(): boolean {
    return this.bot.botInfo !== undefined;
  }

  get username(): string {
    return this.bot.botInfo?.username ?? '';
  }

  /** Resolves once updates can be handled. */
  known(): Promise<void> {
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
      const me = await this.backoff.until('Telegram did not say which bot this is', () =>
        this.api.call<UserFromGetMe>('getMe', {}, this.stopped.signal),
      );
      if (me !== undefined) this.recognise(me);
      await this.backoff.pause(this.pace.askMs);
    }
  }

  private recognise(me: UserFromGetMe): void {
    const before = this.bot.botInfo;
    this.bot.botInfo = me;
    this.tellFound();
    if (before === undefined) this.log.log({ bot: me.username }, 'Telegram knows the bot');
    else if (before.username !== me.username) {
      this.log.warn(
        { from: before.username, to: me.username },
        'the bot was renamed; links lead to its new name',
      );
    }
  }

  /** A Redis that comes back empty gets the name again; so do APIs after the bot was renamed. */
  private async keepRecorded(): Promise<void> {
    await this.found;
    while (!this.stopped.signal.aborted) {
      await this.backoff.until('the bot could not be recorded', () => this.record(this.username));
      await this.backoff.pause(this.pace.recordMs);
    }
  }

  /** The API reads it for the links, where it is not configured. */
  private async record(username: string): Promise<void> {
    await this.store.client.hset(botKeys.identity(this.store), 'username', username);
  }
}
