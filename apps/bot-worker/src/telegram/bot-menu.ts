import { isDeepStrictEqual } from 'node:util';
import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  Optional,
} from '@nestjs/common';
import type { BotCommand } from 'telegraf/types';
import { text } from '@app/i18n';
import { Backoff } from '../scheduling/backoff';
import { BotApi } from './bot-api';
import { BotIdentity } from './bot-identity';

export const MENU_CHECK_INTERVAL_MS = Symbol('MENU_CHECK_INTERVAL_MS');

const CHECK_INTERVAL_MS = 3_600_000;
const SCOPE = { type: 'all_private_chats' };

const COMMANDS: readonly BotCommand[] = [
  { command: 'code', description: text('ru', 'bot.menu.code') },
  { command: 'logout_all', description: text('ru', 'bot.menu.logoutAll') },
  { command: 'stop', description: text('ru', 'bot.menu.stop') },
  { command: 'help', description: text('ru', 'bot.menu.help') },
];

/** Keeps the menu of commands that Telegram shows for the bot. It is checked, because anybody with the token can change it. */
@Injectable()
export class BotMenu implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(BotMenu.name);
  private readonly stopped = new AbortController();

  constructor(
    private readonly identity: BotIdentity,
    private readonly api: BotApi,
    @Optional() @Inject(MENU_CHECK_INTERVAL_MS) private readonly checkIntervalMs: number = CHECK_INTERVAL_MS,
  ) {}

  onApplicationBootstrap(): void {
    void this.keepSet();
  }

  onModuleDestroy(): void {
    this.stopped.abort();
  }

  private async keepSet(): Promise<void> {
    const backoff = new Backoff(this.stopped.signal, this.log);
    await this.identity.whenKnown();
    while (!this.stopped.signal.aborted) {
      await backoff.retry('the menu of the bot could not be set', () => this.setIfDifferent());
      await backoff.pause(this.checkIntervalMs);
    }
  }

  private async setIfDifferent(): Promise<void> {
    const { signal } = this.stopped;
    const shown = await this.api.call<BotCommand[]>('getMyCommands', { scope: SCOPE }, signal);
    const plain = shown.map(({ command, description }) => ({ command, description }));
    if (isDeepStrictEqual(plain, COMMANDS)) return;
    await this.api.call('setMyCommands', { commands: COMMANDS, scope: SCOPE }, signal);
    this.log.log('the menu of the bot is set');
  }
}
