import { parsePhone } from '@app/contract';
import { type Command, type CommandOutput, COUNTRY, UsageError } from '../cli/command';
import { countryOf } from '../shop/subject';
import { shopJson } from '../shop/shop-text';
import { botName } from './bot-name';
import { inspectPhone, type Lookup, type PhoneInspection } from './inspect-phone';
import { inspectionText } from './inspection-text';
import type { Obstacle } from './obstacle';
import { findObstacles } from './phone-obstacles';

const PHONE_INVALID: Obstacle = {
  code: 'phone_invalid',
  affects: 'phone',
  advice:
    'This is not a valid phone number: ask the person for it with its country code, such as +7 701 123-45-67; a national form takes --country.',
};

/** While an obstacle affects everybody, the obstacles of this phone alone are left out. */
function adviceText(inspection: PhoneInspection, obstacles: readonly Obstacle[]): string {
  const forEverybody = obstacles.filter(({ affects }) => affects === 'everybody');
  const relevant = forEverybody.length > 0 ? forEverybody : obstacles;
  if (relevant.length > 0) return relevant.map(({ advice }) => advice).join('\n');
  const isInChat =
    'found' in inspection.redis &&
    inspection.redis.found.state.challenges.some(
      ({ state, delivery }) => state === 'live' && delivery === 'sent',
    );
  return isInChat
    ? `Nothing prevents a sign-in: a code is in the chat with ${botName(inspection)}, and the page accepts it.`
    : `Nothing prevents a sign-in: the person asks for a code on the page, and it arrives in the chat with ${botName(inspection)}.`;
}

/** `isAvailable` is null if the store cannot be reached from here. */
function storeJson<T>(store: Lookup<T>, json: (found: T) => object): object {
  if ('found' in store) return { isAvailable: true, ...json(store.found) };
  return 'unavailable' in store
    ? { isAvailable: false, reason: store.unavailable }
    : { isAvailable: null, reason: store.inaccessible };
}

function outputOf(inspection: PhoneInspection): CommandOutput {
  const { phone, postgres, redis, botUsername } = inspection;
  const obstacles = findObstacles(inspection);
  const advice = adviceText(inspection, obstacles);
  const isPartial = !('found' in postgres && 'found' in redis);
  return {
    text: `${phone}\n${inspectionText(inspection)}\n\n${advice}`,
    json: {
      phone,
      canSignIn: obstacles.length === 0,
      obstacles,
      advice,
      botUsername: botUsername ?? null,
      postgres: storeJson(postgres, ({ shop, telegram }) => shopJson(shop ?? null, telegram)),
      redis: storeJson(redis, ({ state, bot, outbox }) => ({
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
  ...{ group: 'phone', name: 'why', parameters: '<phone>' },
  summary: 'Explains why a phone cannot sign in now, and what to tell the person.',
  options: { country: COUNTRY },
  notes:
    'The phone can be written in any usual form. The limits of IP addresses are not checked: a person who sees "too many\n' +
    'requests" although nothing is found here shares an address with others, and waits a minute.\n' +
    'The exit code is 1 if a store is unavailable, else 0.',
  async run(args, stores) {
    const written = args.positionals.join(' ');
    if (written.trim() === '') throw new UsageError('Which phone?');
    const phone = parsePhone(written, countryOf(args));
    if (phone !== undefined) return outputOf(await inspectPhone(stores, phone.e164));
    const json = { phone: null, canSignIn: false, obstacles: [PHONE_INVALID], advice: PHONE_INVALID.advice };
    return { text: PHONE_INVALID.advice, json };
  },
};
