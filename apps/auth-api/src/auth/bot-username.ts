import { Inject, Injectable } from '@nestjs/common';
import { BOT_USERNAME, DomainError } from '@app/contract';
import { RedisStore } from '@app/redis';
import type { ApiConfig } from '@app/runtime';
import { botKeys } from '@app/telegram';
import { API_CONFIG } from '../config/api-config.module';

const CACHED_MS = 60_000;
const UNKNOWN =
  'no bot-worker has recorded the name of the bot: start one that Telegram accepts, or set TELEGRAM_BOT_USERNAME';

/** The user name of the bot for links: the configured name, else the name that the worker recorded in Redis. */
@Injectable()
export class BotUsername {
  private cached: { readonly name: string; readonly readAt: number } | undefined;

  constructor(
    private readonly store: RedisStore,
    @Inject(API_CONFIG) private readonly config: ApiConfig,
  ) {}

  /** @throws DomainError `unavailable` until a worker has recorded the name */
  async get(): Promise<string> {
    if (this.config.botUsername !== undefined) return this.config.botUsername;
    if (this.cached !== undefined && Date.now() - this.cached.readAt < CACHED_MS) return this.cached.name;
    const name = await this.store.client.hget(botKeys.identity(this.store), 'username');
    if (name === null || !BOT_USERNAME.test(name))
      throw new DomainError('unavailable', {}, { cause: new Error(UNKNOWN) });
    this.cached = { name, readAt: Date.now() };
    return name;
  }
}
