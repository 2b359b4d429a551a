import { parsePhone } from '@app/contract';
import { canonicalAddress } from '@app/otp';
import { type Command, type CommandOutput, COUNTRY, type ParsedArguments, UsageError } from '../cli/command';
import { optionValue } from '../cli/parse-arguments';
import { countryOf } from '../shop/subject';
import { shopJson } from '../shop/shop-text';
import { botName } from '../bot/bot-text';
import { inspectPhone, type Lookup, type PhoneInspection } from './inspect-phone';
import { inspectionText } from './inspection-text';
import type { Obstacle } from '../bot/obstacle';
import { findObstacles } from './phone-obstacles';

const PHONE_INVALID: Obstacle = {
  code: 'phone_invalid',
  affects: 'phone',
  advice:
    'This is not a valid phone number: ask the person for it with its country code, such as +7 701 123 45 67; a national form takes --country.',
};

/** While an obstacle affects everybody, the obstacles of this phone alone are left out. */
function adviceText(inspection: PhoneInspection, obstacles: readonly Obstacle[]): string {
  const forEverybody = obstacles.filter(({ affects }) => affects === 'everybody');
  const relevant = forEverybody.length > 0 ? forEverybody : obstacles;
  const preventsSignIn = relevant.some(({ affects }) => affects !== 'erasure');
  const advice = relevant.map((obstacle) => obstacle.advice);
  return [...(preventsSignIn ? [] : [nothingText(inspection)]), ...advice].join('\n');
}

function nothingText(inspection: PhoneInspection): string {
  const isInChat =
    'found' in inspection.redis &&
    inspection.redis.found.state.challenges.some(
      ({ state, delivery }) => state === 'live' && delivery === 'sent',
    );
  return isInChat
    ? `Nothing prevents a sign-in: a code is in the chat with ${botName(inspection)}, and the page accepts it.`
    : `Nothing prevents a sign-in: the person asks for a code on the page, and it arrives in the chat with ${botName(inspection)}.`;
}

/** @throws UsageError */
function ipOf(args: ParsedArguments): string | undefined {
  const written = optionValue(args, 'ip');
  const ip = canonicalAddress(written);
  if (written !== undefined && ip === undefined) throw new UsageError('--ip takes an IP address');
  return ip;
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
  const isComplete = 'found' in postgres && 'found' in redis;
  return {
    text: `${phone}\n${inspectionText(inspection)}\n\n${advice}`,
    json: {
      phone,
      canSignIn: obstacles.every(({ affects }) => affects === 'erasure'),
      obstacles,
      advice,
      botUsername: botUsername ?? null,
      postgres: storeJson(postgres, ({ shop, telegram }) => shopJson(shop ?? null, telegram)),
      redis: storeJson(redis, ({ state, bot, outbox, addresses }) => ({
        ...state,
        addresses,
        workers: bot.workers,
        pauseMs: bot.pauseMs,
        telegramTrouble: bot.telegramTrouble ?? null,
        webhookTrouble: bot.webhookTrouble ?? null,
        pollingTrouble: bot.pollingTrouble ?? null,
        outbox,
      })),
    },
    ...(!isComplete && { result: 'partial' }),
  };
}

export const phoneWhy: Command = {
  ...{ group: 'phone', name: 'why', parameters: '<phone>' },
  summary: 'Explains why a phone cannot sign in now, and what to tell the person.',
  options: {
    ip: { value: 'address', help: 'also checks the limits of this IP address' },
    country: COUNTRY,
  },
  notes:
    'The phone can be written in any usual form. Without --ip, the limits of the addresses that its valid codes were requested\n' +
    'from are checked. A refused request leaves no address: ask the person who sees "too many requests" for theirs.\n' +
    'The exit code is 1 if a store is unavailable, else 0.',
  async run(args, stores) {
    const written = args.positionals.join(' ');
    if (written.trim() === '') throw new UsageError('Which phone?');
    const phone = parsePhone(written, countryOf(args));
    const ip = ipOf(args);
    if (phone !== undefined) return outputOf(await inspectPhone(stores, { phone: phone.e164, ip }));
    const json = { phone: null, canSignIn: false, obstacles: [PHONE_INVALID], advice: PHONE_INVALID.advice };
    return { text: PHONE_INVALID.advice, json };
  },
};
