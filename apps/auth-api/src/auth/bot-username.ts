import { BOT_USERNAME, DomainError } from '@app/contract';
import type { RedisStore } from '@app/redis';
import { botKeys } from '@app/telegram';

const FRESH_MS = 60_000;

/** The bot that links lead to: as configured, else as the worker recorded it. */
export class BotUsername {
  private recorded: { readonly name: string; readonly readAt: number } | undefined;

  constructor(
    private readonly store: RedisStore,
    private readonly configured: string | undefined,
  ) {}

  /** @throws DomainError `unavailable` until a worker has recorded it */
  async get(): Promise<string> {
    if (this.configured !== undefined) return this.configured;
    if (this.recorded !== undefined && Date.now() - this.recorded.readAt < FRESH_MS)
      return this.recorded.name;
    const name = await this.store.client.hget(botKeys.identity(this.store), 'username');
    if (name === null || !BOT_USERNAME.test(name)) throw new DomainError('unavailable');
    this.recorded = { name, readAt: Date.now() };
    return name;
  }
}
