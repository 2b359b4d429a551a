import type { RedisStore } from '@app/redis';
import { BOT_PAUSE, botKeys, WORKER_FORGOTTEN_MS } from './bot-keys';
import { BotRecords } from './bot-records';
import { BotTroubles, type RecordedTrouble } from './bot-trouble';

export interface BotPresence {
  /** The name that a worker recorded. */
  readonly username: string | undefined;
  /** The user names of the running workers' bots. More than one: two products share the namespace by mistake. */
  readonly bots: readonly string[];
  readonly workers: number;
  /** How long Telegram still refuses every call of this bot; 0 without a pause. */
  readonly pauseMs: number;
  /** Why calls of the Bot API fail. */
  readonly telegramTrouble: RecordedTrouble | undefined;
  /** Why Telegram does not deliver updates as the workers have configured it. */
  readonly webhookTrouble: RecordedTrouble | undefined;
  /** Why the worker that polls does not receive every update. */
  readonly pollingTrouble: RecordedTrouble | undefined;
}

/** Reads the state of the bot that its workers have recorded. */
export async function botPresence(store: RedisStore): Promise<BotPresence> {
  const { client } = store;
  const now = await store.now();
  const troubles = new BotTroubles(store);
  const [username, bots, workers, pausedUntil, telegramTrouble, webhookTrouble, pollingTrouble] =
    await Promise.all([
      client.hget(botKeys.identity(store), 'username'),
      new BotRecords(store).runningBots(),
      client.zcount(botKeys.workers(store), `(${now - WORKER_FORGOTTEN_MS}`, '+inf'),
      client.get(botKeys.budget(store, BOT_PAUSE)),
      troubles.read('telegram'),
      troubles.read('webhook'),
      troubles.read('polling'),
    ]);
  return {
    ...{ username: username ?? undefined, bots, workers },
    pauseMs: Math.max(0, Number(pausedUntil ?? 0) - now),
    ...{ telegramTrouble, webhookTrouble, pollingTrouble },
  };
}
