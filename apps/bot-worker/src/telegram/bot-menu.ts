import { isDeepStrictEqual } from 'node:util';
import {
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  Optional,
} from '@nestjs/common';
import type { BotCommand } from 'telegraf/types';
import { text } from '@app/i18n';
import { BackgroundWork } from '../scheduling/background-work';
import { BotApi } from './bot-api';
import { BotIdentity } from './bot-identity';

const CHECK_INTERVAL_MS = 3_600_000;
const SCOPE = { type: 'all_private_chats' };

const COMMANDS: readonly BotCommand[] = [
  { command: 'code', description: text('ru', 'bot.menu.code') },
  { command: 'logout_all', description: text('ru', 'bot.menu.logoutAll') },
  { command: 'stop', description: text('ru', 'bot.menu.stop') },
  { command: 'help', description: text('ru', 'bot.menu.help') },
];

/** Keeps the command menu of the bot set. It checks the menu every hour, because anybody with the token can change it. */
@Injectable()
export class BotMenu implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(BotMenu.name);
  private readonly background = new BackgroundWork(this.log);

  constructor(
    private readonly identity: BotIdentity,
    private readonly api: BotApi,
    @Optional() private readonly checkIntervalMs: number = CHECK_INTERVAL_MS,
  ) {}

  onApplicationBootstrap(): void {
    const keepSet = () =>
      this.background.retry('the menu of the bot could not be set', () => this.setIfDifferent());
    this.background.repeat(this.checkIntervalMs, keepSet, this.identity.whenKnown());
  }

  async onModuleDestroy(): Promise<void> {
    await this.background.stop();
  }

  private async setIfDifferent(): Promise<void> {
    const { signal } = this.background;
    const shown = await this.api.call<BotCommand[]>('getMyCommands', { scope: SCOPE }, signal);
    const plain = shown.map(({ command, description }) => ({ command, description }));
    if (isDeepStrictEqual(plain, COMMANDS)) return;
    await this.api.call('setMyCommands', { commands: COMMANDS, scope: SCOPE }, signal);
    this.log.log('the menu of the bot is set');
  }
}
