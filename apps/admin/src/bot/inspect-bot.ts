import { type OutboxDepth, OutboxReader, OutboxStatistics, type WaitingEntry } from '@app/otp';
import { refusesWrites, type RedisStore } from '@app/redis';
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

/** How many waiting messages are searched for the reason why they wait. */
const MOST_WAITING = 100;
/** A delivery of Telegram that failed so recently counts as a trouble that lasts. */
const RECENT_ERROR_MS = 300_000;

/** Reads what the workers have recorded, and what is wrong with it. */
export async function inspectBot(store: RedisStore, config: AdminConfig): Promise<BotInspection> {
  const [bot, outbox, waiting, isRedisFull] = await Promise.all([
    botStatus(store),
    new OutboxStatistics(store).read(),
    new OutboxReader(store).waiting(MOST_WAITING),
    refusesWrites(store),
  ]);
  const configuredBot = config.botUsername;
  const view = {
    ...{ now: new Date(), bot, outbox, isRedisFull, configuredBot, isLinked: false },
    botUsername: configuredBot ?? bot.username,
  };
  return { ...view, troubles: [...botObstacles(view), ...keyTroubles(waiting), ...intakeTroubles(view)] };
}

/** A process that lacks the secret of a code cannot send it. The only sign of this is that the code stays unsent. */
function keyTroubles(waiting: readonly WaitingEntry[]): Obstacle[] {
  if (!waiting.some(({ lastProblem }) => lastProblem === 'missing_key')) return [];
  return [
    {
      code: 'missing_key',
      affects: 'everybody',
      advice:
        'A bot-worker lacks the APP_SECRET that codes were made with, so it cannot send them. Give all processes the same list of secrets; while a secret is being changed, each needs the former and the new one.',
    },
  ];
}

/** Troubles that show only in the way updates come in. */
function intakeTroubles({
  bot,
  now,
  isRedisFull,
}: Pick<BotInspection, 'bot' | 'now' | 'isRedisFull'>): Obstacle[] {
  const { workers, webhook, pollingLeaseMs, telegramTrouble } = bot;
  // Nobody can receive updates then, and these troubles are reported already.
  const isExplained = workers === 0 || isRedisFull || telegramTrouble !== undefined;
  if (isExplained) return [];
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
