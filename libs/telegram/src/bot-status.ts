import { Lease, type RedisStore } from '@app/redis';
import { botKeys, BUDGET, POLLING_LEASE } from './bot-keys';
import { botPresence, type BotPresence } from './bot-presence';
import { BotRecords, type FailedCall, type SeenWebhook } from './bot-records';

export interface BotStatus extends BotPresence {
  /** For how long the worker that polls still holds the lease; undefined if no worker polls. */
  readonly pollingLeaseMs: number | undefined;
  /** Undefined if no worker of this bot has had a webhook. */
  readonly webhook: SeenWebhook | undefined;
  /** The last call of the Bot API that failed, unless a chat or a message was the reason. */
  readonly lastFailure: FailedCall | undefined;
  readonly budget: {
    /** For how long the slots of the bot's messages are reserved already. */
    readonly reservedMs: number;
    /** Chats that got a 429 within the last seconds. Three of them pause the whole bot. */
    readonly floodedChats: number;
  };
}

/** Reads everything that the workers have recorded about the bot. It needs no bot token and calls no Telegram. */
export async function botStatus(store: RedisStore): Promise<BotStatus> {
  const { client } = store;
  const now = await store.now();
  const [presence, records, pollingLeaseMs, nextSlot, floodedChats] = await Promise.all([
    botPresence(store),
    new BotRecords(store).read(),
    Lease.leftMs(store, POLLING_LEASE),
    client.get(botKeys.budget(store, BUDGET.schedule)),
    client.zcount(botKeys.budget(store, BUDGET.floods), `(${now - BUDGET.recentFloodMs}`, '+inf'),
  ]);
  return {
    ...presence,
    ...records,
    pollingLeaseMs,
    budget: { reservedMs: Math.max(0, Number(nextSlot ?? 0) - now), floodedChats },
  };
}
