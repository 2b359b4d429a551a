import { type BotPresence, type RecordedTrouble, SUPERSEDED } from '@app/telegram';
import { durationText, instantText } from '../text/time-text';
import type { BotView } from './bot-view';
import { isObstacle, type MaybeObstacle, type Obstacle } from './obstacle';

/** A message that has been due for longer than this is late (docs/watch.md). */
export const LATE_SECONDS = 5;

/** Obstacles for everybody, or for everybody who is not linked yet. */
export const botObstacles = (view: BotView): Obstacle[] => findAll(view).filter(isObstacle);

const findAll = (view: BotView): MaybeObstacle[] => [
  ...(view.isRedisFull ? [REDIS_FULL] : absenceObstacles(view)),
  renamedBotObstacle(view),
  severalBotsObstacle(view),
  telegramObstacle(view),
  view.bot.pauseMs > 0 && {
    code: 'telegram_paused',
    affects: 'everybody',
    until: new Date(view.now.getTime() + view.bot.pauseMs),
    advice: `Telegram accepts no calls of this bot for ${durationText(view.bot.pauseMs)}. Wait; codes that have not expired are sent afterwards.`,
  },
  outboxObstacle(view),
  webhookObstacle(view),
  pollingObstacle(view),
];

const REDIS_FULL: Obstacle = {
  code: 'redis_full',
  affects: 'everybody',
  advice:
    'Redis is full, so requests for codes are answered with 503, and no worker can record that it runs. Increase maxmemory; then look again whether the workers run.',
};

const absenceObstacles = (view: BotView): MaybeObstacle[] => [
  view.bot.workers === 0 && {
    code: 'no_worker',
    affects: 'everybody',
    advice:
      'No bot-worker is running, so no code is sent. Start one; it sends the codes that have not expired.',
  },
  view.botUsername === undefined && {
    code: 'bot_unknown',
    affects: 'everybody',
    advice:
      'No worker has recorded the name of the bot, so the API cannot create links and answers 503. Start a bot-worker, or set TELEGRAM_BOT_USERNAME.',
  },
];

const severalBotsObstacle = ({ bot: { bots } }: BotView): MaybeObstacle =>
  bots.length > 1 && {
    code: 'several_bots',
    affects: 'everybody',
    advice: `Workers of several bots (${bots.map((name) => `@${name}`).join(', ')}) use this Redis with the same EVENTS_NAMESPACE, so links and codes go to the wrong bot. Set another EVENTS_NAMESPACE for one product, on its API and its workers. After a change of the bot this ends by itself within 15 s.`,
  };

function renamedBotObstacle({ configuredBot, bot: { username } }: BotView): MaybeObstacle {
  const isOther =
    configuredBot !== undefined &&
    username !== undefined &&
    configuredBot.toLowerCase() !== username.toLowerCase();
  return (
    isOther && {
      code: 'bot_renamed',
      affects: 'everybody',
      advice: `TELEGRAM_BOT_USERNAME is ${configuredBot}, and Telegram knows the bot as ${username}: the links of the page lead to another bot. Correct the variable of the auth-api, or leave it out.`,
    }
  );
}

/** A trouble of only some workers stops nobody, because the other workers do their work. */
const affectsAllWorkers = (
  bot: BotPresence,
  trouble: RecordedTrouble | undefined,
): trouble is RecordedTrouble => trouble !== undefined && trouble.workers >= bot.workers;

function telegramObstacle({ bot, now }: BotView): MaybeObstacle {
  if (!affectsAllWorkers(bot, bot.telegramTrouble)) return undefined;
  const { reason, since } = bot.telegramTrouble;
  if (reason === 'bad_token') {
    return {
      code: 'bot_token_refused',
      affects: 'everybody',
      advice: `Telegram has not accepted TELEGRAM_BOT_TOKEN since ${instantText(since, now)}: it was revoked or mistyped. Get a new one from @BotFather, set it at the bot-worker and restart it; codes that have not expired are sent afterwards.`,
    };
  }
  return {
    code: 'telegram_unavailable',
    affects: 'everybody',
    advice: `Telegram has answered no call of the bot-worker since ${instantText(since, now)}. Check the connection from the bot-worker to the Bot API (TELEGRAM_API_ROOT); codes that have not expired are sent once it answers.`,
  };
}

function outboxObstacle({ bot, outbox: { untakenSeconds } }: BotView): MaybeObstacle {
  const isExplained = bot.workers === 0 || bot.pauseMs > 0 || affectsAllWorkers(bot, bot.telegramTrouble);
  return (
    !isExplained &&
    untakenSeconds > LATE_SECONDS && {
      code: 'outbox_late',
      affects: 'everybody',
      advice: `Messages have been due for ${durationText(untakenSeconds * 1000)} although a bot-worker is running: its log says why it does not send them.`,
    }
  );
}

/** Linked people still get codes, but messages to the bot do not arrive. */
function webhookObstacle({ bot, now, isLinked }: BotView): MaybeObstacle {
  const { webhookTrouble } = bot;
  if (webhookTrouble === undefined) return undefined;
  const affects = isLinked ? 'phone' : 'everybody';
  const since = instantText(webhookTrouble.since, now);
  if (webhookTrouble.reason !== SUPERSEDED) {
    return {
      ...{ code: 'webhook_changed', affects },
      advice: `Messages to the bot have not reached the bot-worker since ${since}: somebody else with the bot token changed its webhook. The bot-worker sets the webhook again by itself; if it is changed again, get a new token from @BotFather.`,
    };
  }
  return (
    affectsAllWorkers(bot, webhookTrouble) && {
      ...{ code: 'webhook_superseded', affects },
      advice: `Messages to the bot have not reached the bot-worker since ${since}: workers with another TELEGRAM_WEBHOOK_URL or APP_SECRET have set another webhook. If those workers have been stopped, the running bot-worker takes over three minutes later; otherwise stop the workers that should not run.`,
    }
  );
}

/** Linked people still get codes, but each poller receives only a part of the messages to the bot. */
function pollingObstacle({ bot: { pollingTrouble }, now, isLinked }: BotView): MaybeObstacle {
  return (
    pollingTrouble !== undefined && {
      ...{ code: 'polled_elsewhere', affects: isLinked ? 'phone' : 'everybody' },
      advice: `Somebody else has polled this bot with the same token since ${instantText(pollingTrouble.since, now)}, so some messages to the bot do not reach the bot-worker. Stop the other installation, or give it a bot of its own; if it is none of yours, get a new token from @BotFather.`,
    }
  );
}
