import { type OutboxDepth, OutboxStatistics } from '@app/otp';
import type { RedisStore } from '@app/redis';
import type { AdminConfig } from '@app/runtime';
import { botStatus, type BotStatus } from '@app/telegram';
import type { BotView } from './bot-view';
import { botObstacles } from './bot-obstacles';
import type { Obstacle } from './obstacle';

export interface BotInspection extends BotView {
  readonly bot: BotStatus;
  readonly outbox: OutboxDepth;
  readonly troubles: readonly Obstacle[];
}

/** A delivery of Telegram that failed so recently counts as a trouble that lasts. */
const RECENT_ERROR_MS = 300_000;

/** Reads what the workers have recorded, and what is wrong with it. */
export async function inspectBot(store: RedisStore, config: AdminConfig): Promise<BotInspection> {
  const [bot, outbox] = await Promise.all([botStatus(store), new OutboxStatistics(store).read()]);
  const configuredBot = config.botUsername;
  const view = {
    ...{ now: new Date(), bot, outbox, configuredBot, isLinked: false },
    botUsername: configuredBot ?? bot.username,
  };
  return { ...view, troubles: [...botObstacles(view), ...intakeTroubles(view)] };
}

/** Troubles that show only in the way updates come in. */
function intakeTroubles({ bot, now }: Pick<BotInspection, 'bot' | 'now'>): Obstacle[] {
  const { workers, webhook, pollingLeaseMs } = bot;
  if (workers === 0) return [];
  if (webhook === undefined && pollingLeaseMs === undefined) {
    return [
      {
        code: 'no_updates',
        affects: 'everybody',
        advice:
          'No worker receives updates: none polls, and none has a webhook. The log of the bot-worker says why; linked people still get codes.',
      },
    ];
  }
  const error = webhook?.lastError;
  if (!error || now.getTime() - error.at.getTime() > RECENT_ERROR_MS || webhook.pendingUpdates === 0)
    return [];
  return [
    {
      code: 'webhook_failing',
      affects: 'everybody',
      advice: `Telegram cannot deliver ${webhook.pendingUpdates} updates to ${webhook.origin}: ${error.message}. Check the way from Telegram to the bot-worker; linked people still get codes.`,
    },
  ];
}
