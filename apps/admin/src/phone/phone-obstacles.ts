import type { PhoneState } from '@app/otp';
import type { TelegramLink } from '../shop/shop-queries';
import { instantText } from '../text/time-text';
import { botName } from '../bot/bot-text';
import { botObstacles } from '../bot/bot-obstacles';
import { lastCodeObstacle } from './code-obstacle';
import type { BotView } from '../bot/bot-view';
import { isObstacle, type Obstacle } from '../bot/obstacle';
import type { PhoneInspection, RedisFindings } from './inspect-phone';
import { limitObstacles } from './limit-obstacles';

/** Returns all obstacles, in the order in which the operator should remove them. */
export function findObstacles(inspection: PhoneInspection): Obstacle[] {
  const { postgres, redis } = inspection;
  const found = [
    ...storeObstacles(inspection),
    ...('found' in redis ? botObstacles(botViewOf(inspection, redis.found)) : []),
    ...('found' in postgres ? [chatObstacle(inspection, postgres.found.telegram)] : []),
    ...('found' in redis ? stateObstacles(inspection, redis.found.state) : []),
    ...('found' in redis ? limitObstacles(inspection, redis.found) : []),
  ];
  return found.filter(isObstacle);
}

const botViewOf = (
  { now, botUsername, configuredBot, postgres }: PhoneInspection,
  { bot, outbox, isRedisFull }: RedisFindings,
): BotView => ({
  ...{ now, bot, outbox, isRedisFull, botUsername, configuredBot },
  isLinked: 'found' in postgres && postgres.found.telegram !== undefined,
});

const storeObstacles = ({ redis, postgres }: PhoneInspection): (Obstacle | false)[] => [
  'unavailable' in redis && {
    code: 'redis_unavailable',
    affects: 'everybody',
    advice: `Nobody can sign in without Redis (${redis.unavailable}). Make it available; the person tries again later.`,
  },
  'inaccessible' in redis && {
    code: 'redis_inaccessible',
    affects: 'phone',
    advice: `The state of this phone in Redis could not be read. ${redis.inaccessible}.`,
  },
  'unavailable' in postgres && {
    code: 'postgres_unavailable',
    affects: 'everybody',
    advice: `Nobody can sign in without Postgres (${postgres.unavailable}). Make it available; the person tries again later.`,
  },
];

function chatObstacle(inspection: PhoneInspection, link: TelegramLink | undefined): Obstacle | undefined {
  const bot = botName(inspection);
  if (link === undefined) {
    return {
      code: 'not_linked',
      affects: 'phone',
      advice: `Before the first code the person opens the link of the sign-in page in Telegram (or ${bot}), presses Start and shares the number there, from the Telegram account of this very number.`,
    };
  }
  if (link.blockedAt === null) return undefined;
  return {
    code: 'blocked',
    affects: 'phone',
    advice: `The person has blocked the bot: in Telegram they open ${bot}, press Restart (/start), and ask for a new code.`,
  };
}

const stateObstacles = (inspection: PhoneInspection, state: PhoneState): (Obstacle | undefined)[] => [
  lockObstacle(inspection, state),
  requestLimitObstacle(inspection, state),
  quietObstacle(inspection, state),
  lastCodeObstacle(inspection, state),
];

function lockObstacle(
  { phone, now }: PhoneInspection,
  { lockedUntil, wrongCodes }: PhoneState,
): Obstacle | undefined {
  if (lockedUntil === undefined) return undefined;
  return {
    code: 'locked',
    affects: 'phone',
    until: lockedUntil,
    advice: `After ${wrongCodes.limit} wrong codes the page is locked until ${instantText(lockedUntil, now)}: the person sends /code to the bot and types that code, which works despite the lock; or run: npm run admin -- shop unlock ${phone}.`,
  };
}

function requestLimitObstacle(
  { phone, now }: PhoneInspection,
  { windows }: PhoneState,
): Obstacle | undefined {
  const ends = windows.flatMap(({ fullUntil }) => fullUntil ?? []);
  if (ends.length === 0) return undefined;
  const until = new Date(Math.max(...ends.map((end) => end.getTime())));
  return {
    code: 'requests_full',
    affects: 'phone',
    until,
    advice: `Too many codes were requested; the page can request one again at ${instantText(until, now)}. A code that the person requests from the bot (/code) works now; or run: npm run admin -- shop unlock ${phone} --limits.`,
  };
}

function quietObstacle({ phone, now }: PhoneInspection, { quietUntil }: PhoneState): Obstacle | undefined {
  if (quietUntil === undefined) return undefined;
  return {
    code: 'quiet',
    affects: 'phone',
    until: quietUntil,
    advice: `Somebody in that chat pressed "it was not me", so no code is sent automatically until ${instantText(quietUntil, now)}: the person opens the link of the page, or sends /code to the bot; or run: npm run admin -- shop unlock ${phone} --limits.`,
  };
}
