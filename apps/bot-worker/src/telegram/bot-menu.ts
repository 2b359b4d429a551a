import { isDeepStrictEqual } from 'node:util';
import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { BotCommand } from 'telegraf/types';
import { text } from '@app/i18n';
import type { BotApi } from './bot-api';
import type { BotIdentity } from './bot-identity';
import { Backoff } from './backoff';

const LOOK_AGAIN_MS = 3_600_000;
const SCOPE = { type: 'all_private_chats' };

const COMMANDS: readonly BotCommand[] = [
  { command: 'code', description: text('ru', 'bot.menu.code') },
  { command: 'logout_all', description: text('ru', 'bot.menu.logoutAll') },
  { command: 'stop', description: text('ru', 'bot.menu.stop') },
  { command: 'help', description: text('ru', 'bot.menu.help') },
];

/** The commands that Telegram shows beside the bot. It is asked what it shows, for anybody with the token may change it. */
export class BotMenu implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(BotMenu.name);
  private readonly stopped = new AbortController();

  constructor(
    private readonly identity: BotIdentity,
    private readonly api: BotApi,
    private readonly lookAgainMs = LOOK_AGAIN_MS,
  ) {}

  onApplicationBootstrap(): void {
    void this.keepSet();
  }

  onModuleDestroy(): void {
    this.stopped.abort();
  }

  private async keepSet(): Promise<void> {
    const backoff = new Backoff(this.stopped.signal, this.log);
    await this.identity.known();
    while (!this.stopped.signal.aborted) {
      await backoff.until('the menu of the bot could not be set', () => this.setWhereDifferent());
      await backoff.pause(this.lookAgainMs);
    }
  }

  private async setWhereDifferent(): Promise<void> {
    const { signal } = this.stopped;
    const shown = await this.api.call<BotCommand[]>('getMyCommands', { scope: SCOPE }, signal);
    const plain = shown.map(({ command, description }) => ({ command, description }));
    if (isDeepStrictEqual(plain, COMMANDS)) return;
    await this.api.call('setMyCommands', { commands: COMMANDS, scope: SCOPE }, signal);
    this.log.log('the menu of the bot is set');
  }
}
