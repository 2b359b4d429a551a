import type { PhoneState } from '@app/otp';
import type { TelegramLink } from '../shop/shop-queries';
import { when } from '../text/when';
import { ofTheBot } from './bot-obstacles';
import { ofTheLastCode } from './code-obstacles';
import type { Seen } from './look';
import type { Obstacle } from './obstacle';
import { botText } from './bot-text';

const isPresent = (obstacle: Obstacle | false | undefined): obstacle is Obstacle =>
  obstacle !== undefined && obstacle !== false;

/** Everything that stands in the way, in the order in which it is to be overcome. */
export function obstaclesOf(seen: Seen): Obstacle[] {
  const { postgres, redis } = seen;
  const found = [
    ...ofStores(seen),
    ...('found' in redis ? ofTheBot(seen, redis.found) : []),
    ...('found' in postgres ? [ofTheChat(seen, postgres.found.telegram)] : []),
    ...('found' in redis ? ofThePhone(seen, redis.found.state) : []),
  ];
  return found.filter(isPresent);
}

const ofStores = ({ redis, postgres }: Seen): (Obstacle | false)[] => [
  'away' in redis && {
    code: 'redis_away',
    of: 'everybody',
    advice: `Nobody can sign in without Redis (${redis.away}). Bring it back; the person is to try again later.`,
  },
  'unknown' in redis && {
    code: 'redis_unknown',
    of: 'phone',
    advice: `What Redis knows of this phone could not be looked at. ${redis.unknown}.`,
  },
  'away' in postgres && {
    code: 'postgres_away',
    of: 'everybody',
    advice: `Nobody can sign in without Postgres (${postgres.away}). Bring it back; the person is to try again later.`,
  },
];

function ofTheChat(seen: Seen, link: TelegramLink | undefined): Obstacle | undefined {
  const bot = botText(seen);
  if (link === undefined) {
    return {
      code: 'not_linked',
      of: 'phone',
      advice: `Before the first code the person opens the link of the sign-in page in Telegram (or ${bot}), presses Start and shares the number there, from the account of this very number.`,
    };
  }
  if (link.blockedAt === null) return undefined;
  return {
    code: 'blocked',
    of: 'phone',
    advice: `The person has blocked the bot: in Telegram they open ${bot}, press Restart (/start), and ask for a new code.`,
  };
}

const ofThePhone = (seen: Seen, state: PhoneState): (Obstacle | undefined)[] => [
  ofTheLock(seen, state),
  ofTheWindows(seen, state),
  ofTheQuiet(seen, state),
  ofTheLastCode(seen, state),
];

function ofTheLock({ phone, now }: Seen, { lockedUntil, wrongCodes }: PhoneState): Obstacle | undefined {
  if (lockedUntil === undefined) return undefined;
  return {
    code: 'locked',
    of: 'phone',
    until: lockedUntil,
    advice: `${wrongCodes.limit} wrong codes lock the page until ${when(lockedUntil, now)}: the person writes /code to the bot and types that code, which the lock does not stop; or run: npm run admin -- shop unlock ${phone}.`,
  };
}

function ofTheWindows({ phone, now }: Seen, { windows }: PhoneState): Obstacle | undefined {
  const ends = windows.flatMap(({ fullUntil }) => fullUntil ?? []);
  if (ends.length === 0) return undefined;
  const until = new Date(Math.max(...ends.map((end) => end.getTime())));
  return {
    code: 'requests_full',
    of: 'phone',
    until,
    advice: `Too many codes were asked for; the page may ask again ${when(until, now)}. A code that the person asks the bot for (/code) works now; or run: npm run admin -- shop unlock ${phone} --limits.`,
  };
}

function ofTheQuiet({ phone, now }: Seen, { quietUntil }: PhoneState): Obstacle | undefined {
  if (quietUntil === undefined) return undefined;
  return {
    code: 'quiet',
    of: 'phone',
    until: quietUntil,
    advice: `Somebody in that chat pressed "it was not me", so no code comes by itself until ${when(quietUntil, now)}: the person opens the link of the page, or writes /code to the bot; or run: npm run admin -- shop unlock ${phone} --limits.`,
  };
}
