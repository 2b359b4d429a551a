import { parsePhone } from '@app/contract';
import { type Answer, type Command, COUNTRY, UsageError } from '../cli/command';
import { countryOf } from '../shop/subject';
import { fileJson } from '../shop/shop-text';
import { botText } from './bot-text';
import { look, type Seen, type Told } from './look';
import type { Obstacle } from './obstacle';
import { obstaclesOf } from './obstacles';
import { seenText } from './why-text';

const NO_PHONE: Obstacle = {
  code: 'phone_invalid',
  of: 'phone',
  advice:
    'This is no phone number as it is written: ask the person for it with its country code, such as +7 701 123-45-67; a national form takes --country.',
};

/** One plain piece of advice. What hinders everybody comes first: this phone's own hindrances matter only without it. */
function adviceOf(seen: Seen, obstacles: readonly Obstacle[]): string {
  const ofEverybody = obstacles.filter((obstacle) => obstacle.of === 'everybody');
  const counting = ofEverybody.length > 0 ? ofEverybody : obstacles;
  if (counting.length > 0) return counting.map(({ advice }) => advice).join('\n');
  const inChat =
    'found' in seen.redis &&
    seen.redis.found.state.challenges.some(({ state, delivery }) => state === 'live' && delivery === 'sent');
  return inChat
    ? `Nothing stands in the way: a code is in the chat with ${botText(seen)}, and the page takes it.`
    : `Nothing stands in the way: the person asks for a code on the page, and it comes to the chat with ${botText(seen)}.`;
}

function toldOf<T>(told: Told<T>, json: (found: T) => object): object {
  if ('found' in told) return { isThere: true, ...json(told.found) };
  return 'away' in told ? { isThere: false, reason: told.away } : { isThere: null, reason: told.unknown };
}

function answerOf(seen: Seen): Answer {
  const { phone, postgres, redis, botUsername } = seen;
  const obstacles = obstaclesOf(seen);
  const advice = adviceOf(seen, obstacles);
  const isPartial = !('found' in postgres && 'found' in redis);
  return {
    text: `${phone}\n${seenText(seen)}\n\n${advice}`,
    json: {
      phone,
      canSignIn: obstacles.length === 0,
      obstacles,
      advice,
      botUsername: botUsername ?? null,
      postgres: toldOf(postgres, ({ shop, telegram }) => fileJson(shop ?? null, telegram)),
      redis: toldOf(redis, ({ state, bot, outbox }) => ({
        ...state,
        workers: bot.workers,
        pauseMs: bot.pauseMs,
        telegramTrouble: bot.telegramTrouble ?? null,
        webhookTrouble: bot.webhookTrouble ?? null,
        outbox,
      })),
    },
    isPartial,
  };
}

export const phoneWhy: Command = {
  ...{ group: 'phone', name: 'why', words: '<phone>' },
  summary: 'Why this phone cannot sign in just now, and what to tell the person.',
  options: { country: COUNTRY },
  notes:
    'The phone may be written in any human form. What the sign-in page of one address may ask is not looked at: a person who\n' +
    'is told "too many requests" though nothing stands in the way shares an address with others, and waits a minute.\n' +
    'It ends with 0 whatever it finds, and with 1 where a store is away.',
  async run(given, stores) {
    const written = given.words.join(' ');
    if (written.trim() === '') throw new UsageError('Which phone?');
    const phone = parsePhone(written, countryOf(given));
    if (phone !== undefined) return answerOf(await look(stores, phone.e164));
    const json = { phone: null, canSignIn: false, obstacles: [NO_PHONE], advice: NO_PHONE.advice };
    return { text: NO_PHONE.advice, json };
  },
};
