import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectBot } from 'nestjs-telegraf';
import { Telegraf } from 'telegraf';
import type { UserFromGetMe } from 'telegraf/types';
import { text } from '@app/i18n';
import { RedisStore } from '@app/redis';
import { botKeys } from '@app/telegram';
import { BotApi } from './bot-api';
import { Patience } from './patience';

const RECORD_AGAIN_MS = 5_000;

/**
 * Which bot the token is. Asked at boot, again and again until Telegram answers: telegraf would ask once within the first
 * update, and stay broken where that one call failed.
 */
@Injectable()
export class BotIdentity implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(BotIdentity.name);
  private readonly stopped = new AbortController();
  private readonly found: Promise<void>;
  private tellFound: () => void = () => undefined;

  constructor(
    @InjectBot() private readonly bot: Telegraf,
    private readonly api: BotApi,
    private readonly store: RedisStore,
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
    void this.find();
    void this.keepRecorded();
  }

  onModuleDestroy(): void {
    this.stopped.abort();
  }

  private async find(): Promise<void> {
    const patience = new Patience(this.stopped.signal, this.log);
    const me = await patience.until('Telegram did not say which bot this is', () =>
      this.api.call<UserFromGetMe>('getMe', {}, this.stopped.signal),
    );
    if (me === undefined) return;
    this.bot.botInfo = me;
    this.tellFound();
    this.log.log({ bot: me.username }, 'Telegram knows the bot');
    await patience.until('the menu of the bot could not be set', () => this.setMenu(me.id));
  }

  /** A Redis that comes back empty is told again. */
  private async keepRecorded(): Promise<void> {
    const patience = new Patience(this.stopped.signal, this.log);
    await this.found;
    while (!this.stopped.signal.aborted) {
      await patience.until('the bot could not be recorded', () => this.record(this.username));
      await patience.pause(RECORD_AGAIN_MS);
    }
  }

  /** The API reads it for the links, where it is not configured. */
  private async record(username: string): Promise<void> {
    await this.store.client.hset(botKeys.identity(this.store), 'username', username);
  }

  private async setMenu(botId: number): Promise<void> {
    const commands = [
      { command: 'code', description: text('ru', 'bot.menu.code') },
      { command: 'logout_all', description: text('ru', 'bot.menu.logoutAll') },
      { command: 'stop', description: text('ru', 'bot.menu.stop') },
      { command: 'help', description: text('ru', 'bot.menu.help') },
    ];
    const wanted = JSON.stringify([botId, commands]);
    const key = botKeys.identity(this.store);
    if ((await this.store.client.hget(key, 'menu')) === wanted) return;
    await this.api.call(
      'setMyCommands',
      { commands, scope: { type: 'all_private_chats' } },
      this.stopped.signal,
    );
    await this.store.client.hset(key, 'menu', wanted);
  }
}
