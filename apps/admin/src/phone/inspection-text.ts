import type {
  AddressWindowState,
  EraseState,
  ObservedChallenge,
  OverdueJob,
  PhoneState,
  RequestWindow,
} from '@app/otp';
import { outboxText } from '../outbox/outbox-text';
import { planText, telegramText } from '../shop/shop-text';
import { safeText } from '../text/safe-text';
import { type TableRow, tableText } from '../text/table-text';
import { instantText } from '../text/time-text';
import { botName, pauseText, troubleText } from '../bot/bot-text';
import { problemText } from './code-obstacle';
import type { InspectedAddress, Lookup, PhoneInspection, RedisFindings } from './inspect-phone';

/** The findings as a table for a person. */
export const inspectionText = (inspection: PhoneInspection): string =>
  tableText([...phoneRows(inspection), ...systemRows(inspection)]);

function phoneRows(inspection: PhoneInspection): TableRow[] {
  const { postgres, redis, now } = inspection;
  return [
    ...('found' in postgres
      ? ([
          ['Shop', shopText(inspection)],
          ['Telegram', telegramText(postgres.found.telegram, now)],
        ] as const)
      : []),
    ...('found' in redis ? stateRows(redis.found.state, now) : []),
    ...('found' in redis
      ? redis.found.addresses.map((each): TableRow => [`From ${each.ip}`, addressText(each, now)])
      : []),
  ];
}

function shopText({ postgres, now }: PhoneInspection): string {
  const shop = 'found' in postgres ? postgres.found.shop : undefined;
  if (shop === undefined) return 'none yet, which is normal before the first sign-in';
  const last = shop.lastLoginAt === null ? 'never' : instantText(shop.lastLoginAt, now);
  return `${shop.id}, ${planText(shop, now)}; last sign-in ${last}`;
}

function stateRows(state: PhoneState, now: Date): TableRow[] {
  const { wrongCodes, lockedUntil, quietUntil, windows, challenges, overdue } = state;
  const lock = lockedUntil === undefined ? '' : `: locked until ${instantText(lockedUntil, now)}`;
  return [
    ['Wrong codes', `${wrongCodes.count} of ${wrongCodes.limit} in 24 hours${lock}`],
    ['Requests', windows.map((window) => windowText(window, now)).join('; ')],
    ['Erasure', eraseText(state.erase, now)],
    [
      '"Not me"',
      quietUntil === undefined
        ? 'not pressed'
        : `pressed; no code is pushed until ${instantText(quietUntil, now)}`,
    ],
    ...(challenges.length === 0 ? [['Codes', 'none is valid'] as const] : []),
    ...challenges.map((each): TableRow => ['Code', challengeText(each, now)]),
    ...overdue.map((each): TableRow => ['Overdue', overdueText(each, now)]),
  ];
}

function eraseText({ wrongCodes, lockedUntil, requests, fullUntil }: EraseState, now: Date): string {
  const lock = lockedUntil === undefined ? '' : `: locked until ${instantText(lockedUntil, now)}`;
  const full = fullUntil === undefined ? '' : `, full until ${instantText(fullUntil, now)}`;
  return `${wrongCodes.count} of ${wrongCodes.limit} wrong codes in 24 hours${lock}; ${requests} codes requested${full}`;
}

/** Shows the windows that count something. */
function addressText({ isLimited, windows }: InspectedAddress, now: Date): string {
  if (!isLimited) return 'has no limits';
  const counted = windows.filter(({ count }) => count > 0);
  const texts = counted.map(({ counts, window, network, count, limit, fullUntil }) => {
    const full = fullUntil === undefined ? '' : `, full until ${instantText(fullUntil, now)}`;
    return `${network} ${count} of ${limit} ${COUNTED[counts]} ${window === 'hour' ? 'an' : 'a'} ${window}${full}`;
  });
  return texts.join('; ') || 'nothing counted';
}

const COUNTED: Readonly<Record<AddressWindowState['counts'], string>> = {
  requests: 'requests',
  typed_codes: 'typed codes',
  tries: 'tries at codes of the bot',
};

const windowText = ({ name, count, limit, fullUntil }: RequestWindow, now: Date): string =>
  `${count} of ${limit} ${name === 'hour' ? 'an' : 'a'} ${name}${fullUntil === undefined ? '' : `, full until ${instantText(fullUntil, now)}`}`;

function challengeText(challenge: ObservedChallenge, now: Date): string {
  const { channel, askedAt, origin, expiresAt, isOpened } = challenge;
  const client = [origin.browser, origin.system, origin.ip].filter(Boolean).map((part) => safeText(part));
  const asked =
    channel === 'bot' ? 'requested from the bot' : `requested on a page (${client.join(', ') || 'unknown'})`;
  const opened = isOpened ? ', its link was opened' : '';
  return `${asked} ${instantText(askedAt, now)}${opened}: ${stateText(challenge, now)}; expires ${instantText(expiresAt, now)}`;
}

function stateText(challenge: ObservedChallenge, now: Date): string {
  if (challenge.state === 'used') return 'used';
  if (challenge.state === 'closed') return 'closed';
  if (challenge.state === 'refused') return 'refused with "it was not me"';
  if (challenge.attemptsLeft === 0) return 'entered wrongly too often';
  return `${deliveryText(challenge, now)}, ${challenge.attemptsLeft} attempts left`;
}

function deliveryText({ delivery, dueSince, tries, lastProblem }: ObservedChallenge, now: Date): string {
  const why = lastProblem === undefined ? '' : ` (${problemText(lastProblem)})`;
  const tried = tries === 0 ? why : `, ${tries} failed attempts${why}`;
  switch (delivery) {
    case 'due':
      return `waiting for a worker since ${instantText(dueSince ?? now, now)}${tried}`;
    case 'claimed':
      return `being sent${tried}`;
    case 'parked':
      return 'parked until its link is opened or the number is shared';
    case 'sent':
      return 'sent to the chat';
    case 'failed':
      return 'permanently rejected by Telegram';
  }
}

const overdueText = ({ kind, why, dueAt, tries }: OverdueJob, now: Date): string =>
  `${kind === 'edit' ? 'an edit' : 'a notification'} (${why}) since ${instantText(dueAt, now)}, tried ${tries} times`;

function storeText(store: Lookup<unknown>): string {
  if ('found' in store) return 'available';
  return 'unavailable' in store
    ? `unavailable: ${store.unavailable}`
    : `not accessible: ${store.inaccessible}`;
}

function systemRows(inspection: PhoneInspection): TableRow[] {
  const { postgres, redis } = inspection;
  return [
    ['Postgres', storeText(postgres)],
    ['Redis', storeText(redis)],
    ...('found' in redis ? botRows(inspection, redis.found) : []),
  ];
}

const botRows = (inspection: PhoneInspection, { bot, outbox }: RedisFindings): TableRow[] => [
  ['Workers', `${bot.workers} running`],
  ['Bot', inspection.botUsername === undefined ? 'name not recorded' : botName(inspection)],
  ['Bot API', troubleText(bot.telegramTrouble, inspection.now)],
  ['Webhook', troubleText(bot.webhookTrouble, inspection.now)],
  ['Polling', troubleText(bot.pollingTrouble, inspection.now)],
  ['Pause', pauseText(bot.pauseMs)],
  ['Outbox', outboxText(outbox)],
];
