import { z } from 'zod';
import type { RedisStore } from '@app/redis';
import { BOT_FORGOTTEN_MS, botKeys } from './bot-keys';

const instant = z.number().transform((ms) => new Date(ms));

const seenWebhook = z.object({
  /** Without the path, which may contain a secret of somebody else; '' while no webhook is set. */
  origin: z.string(),
  pendingUpdates: z.int(),
  lastError: z.object({ at: instant, message: z.string() }).nullable(),
  checkedAt: instant,
});

const failedCall = z.object({ method: z.string(), problem: z.string(), at: instant });

/** The webhook as Telegram showed it to a worker. */
export type SeenWebhook = Readonly<z.output<typeof seenWebhook>>;

/** A call of the Bot API that failed. It has no text of Telegram, which may quote a message. */
export type FailedCall = Readonly<z.output<typeof failedCall>>;

const WEBHOOK = 'webhook_seen';
const FAILURE = 'last_failure';

/** What the workers record for operators, who have no bot token. The last record of any worker counts. */
export class BotRecords {
  constructor(private readonly store: RedisStore) {}

  /** Records the name for the API, which reads it for its links, and that a worker of this bot runs. */
  async recordIdentity({ id, username }: { readonly id: number; readonly username: string }): Promise<void> {
    const { client } = this.store;
    const now = await this.store.now();
    const bots = botKeys.bots(this.store);
    await client.hset(this.key, 'username', username);
    await client.zadd(bots, now, `${id} ${username}`);
    await client.zremrangebyscore(bots, '-inf', now - BOT_FORGOTTEN_MS);
  }

  /** The user names of the bots that workers have recorded within the last seconds. A renamed bot counts once. */
  async runningBots(): Promise<readonly string[]> {
    const now = await this.store.now();
    const found = await this.store.client.zrangebyscore(
      botKeys.bots(this.store),
      now - BOT_FORGOTTEN_MS,
      '+inf',
    );
    return [...new Map(found.map((bot) => bot.split(' ') as [id: string, username: string])).values()];
  }

  recordWebhook({ lastError, checkedAt, ...seen }: SeenWebhook): Promise<void> {
    const error = lastError && { ...lastError, at: lastError.at.getTime() };
    return this.put(WEBHOOK, { ...seen, lastError: error, checkedAt: checkedAt.getTime() });
  }

  /** The bot polls, so it has no webhook. */
  async forgetWebhook(): Promise<void> {
    await this.store.client.hdel(this.key, WEBHOOK);
  }

  recordFailure({ at, ...failure }: FailedCall): Promise<void> {
    return this.put(FAILURE, { ...failure, at: at.getTime() });
  }

  async read(): Promise<{
    readonly webhook: SeenWebhook | undefined;
    readonly lastFailure: FailedCall | undefined;
  }> {
    const [webhook, failure] = await this.store.client.hmget(this.key, WEBHOOK, FAILURE);
    return {
      webhook: webhook ? seenWebhook.parse(JSON.parse(webhook)) : undefined,
      lastFailure: failure ? failedCall.parse(JSON.parse(failure)) : undefined,
    };
  }

  private async put(field: string, record: object): Promise<void> {
    await this.store.client.hset(this.key, field, JSON.stringify(record));
  }

  private get key(): string {
    return botKeys.identity(this.store);
  }
}
