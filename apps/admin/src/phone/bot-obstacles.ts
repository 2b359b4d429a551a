import { type BotPresence, type NotedTrouble, SUPERSEDED } from '@app/telegram';
import type { OutboxDepth } from '@app/otp';
import { duration, when } from '../text/when';
import type { InRedis, Seen } from './look';
import type { Obstacle } from './obstacle';

/** What waits for longer than this is late (docs/deploy.md: what to watch). */
export const LATE_SECONDS = 5;

type Found = Obstacle | false | undefined;

/** What keeps everybody from signing in, or everybody who is not linked yet. */
export const ofTheBot = (seen: Seen, { bot, outbox }: InRedis): Found[] => [
  bot.workers === 0 && {
    code: 'no_worker',
    of: 'everybody',
    advice:
      'No bot-worker is alive, so no code goes out. Start one; codes that still live go out by themselves.',
  },
  seen.botUsername === undefined && {
    code: 'bot_unknown',
    of: 'everybody',
    advice:
      'No worker has recorded the name of the bot, so the API can make no links and answers 503. Start a bot-worker, or set TELEGRAM_BOT_USERNAME.',
  },
  ofTheName(seen, bot),
  isOfAll(bot, bot.telegramTrouble) && ofTelegram(bot.telegramTrouble, seen.now),
  bot.pauseMs > 0 && {
    code: 'telegram_paused',
    of: 'everybody',
    until: new Date(seen.now.getTime() + bot.pauseMs),
    advice: `Telegram wants nothing from this bot for ${duration(bot.pauseMs)}. Wait; codes that still live go out by themselves then.`,
  },
  ofTheOutbox(bot, outbox),
  ofTheWebhook(seen, bot),
];

function ofTheName({ configuredBot }: Seen, { username }: BotPresence): Found {
  const isOther =
    configuredBot !== undefined &&
    username !== undefined &&
    configuredBot.toLowerCase() !== username.toLowerCase();
  return (
    isOther && {
      code: 'bot_renamed',
      of: 'everybody',
      advice: `TELEGRAM_BOT_USERNAME is ${configuredBot}, and Telegram knows the bot as ${username}: the links of the page lead to another bot. Correct the variable of the auth-api, or leave it out.`,
    }
  );
}

/** Where other workers have no such trouble, they do what this one cannot. */
const isOfAll = (bot: BotPresence, trouble: NotedTrouble | undefined): trouble is NotedTrouble =>
  trouble !== undefined && trouble.workers >= bot.workers;

function ofTelegram({ reason, since }: NotedTrouble, now: Date): Obstacle {
  if (reason === 'bad_token') {
    return {
      code: 'bot_token_refused',
      of: 'everybody',
      advice: `Telegram has not accepted TELEGRAM_BOT_TOKEN since ${when(since, now)}: it was revoked or mistyped. Get a new one from @BotFather, set it at the bot-worker and start that again; codes that still live go out by themselves then.`,
    };
  }
  return {
    code: 'telegram_unavailable',
    of: 'everybody',
    advice: `Telegram has answered no call of the bot-worker since ${when(since, now)}. Check the way from there to the Bot API (TELEGRAM_API_ROOT); codes that still live go out by themselves once it answers.`,
  };
}

function ofTheOutbox(bot: BotPresence, { untakenSeconds }: OutboxDepth): Found {
  const isExplained = bot.workers === 0 || bot.pauseMs > 0 || isOfAll(bot, bot.telegramTrouble);
  return (
    !isExplained &&
    untakenSeconds > LATE_SECONDS && {
      code: 'outbox_late',
      of: 'everybody',
      advice: `Messages have been due for ${duration(untakenSeconds * 1000)} though a bot-worker is alive: its log says why it takes none of them.`,
    }
  );
}

/** Codes still go out to who is linked: what people write to the bot is what does not come. */
function ofTheWebhook({ postgres, now }: Seen, bot: BotPresence): Found {
  const isLinked = 'found' in postgres && postgres.found.telegram !== undefined;
  const { webhookTrouble } = bot;
  if (webhookTrouble === undefined) return undefined;
  const of = isLinked ? 'phone' : 'everybody';
  const since = when(webhookTrouble.since, now);
  if (webhookTrouble.reason !== SUPERSEDED) {
    return {
      ...{ code: 'webhook_changed', of },
      advice: `What people write to the bot has not come to the bot-worker since ${since}: somebody else with the bot token changed its webhook. The worker sets it again by itself; where that does not last, get a new token from @BotFather.`,
    };
  }
  return (
    isOfAll(bot, webhookTrouble) && {
      ...{ code: 'webhook_superseded', of },
      advice: `What people write to the bot has not come to the bot-worker since ${since}: workers with another TELEGRAM_WEBHOOK_URL or APP_SECRET have set another webhook. Where those are gone, this one takes over three minutes after they went; else stop the ones that are not wanted.`,
    }
  );
}
