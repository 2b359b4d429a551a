import type { ObservedChallenge, OverdueJob, PhoneState, RequestWindow } from '@app/otp';
import { planText, telegramText } from '../shop/shop-text';
import type { NotedTrouble } from '@app/telegram';
import { plainText } from '../text/json-text';
import { duration, rows, when } from '../text/when';
import type { Seen, Told } from './look';
import { problemText } from './code-obstacles';
import { botText } from './bot-text';

type Row = readonly [name: string, says: string];

/** What was found, for a person. */
export const seenText = (seen: Seen): string => `${rows([...phoneRows(seen), ...systemRows(seen)])}`;

function phoneRows(seen: Seen): Row[] {
  const { postgres, redis, now } = seen;
  return [
    ...('found' in postgres
      ? ([
          ['Shop', shopText(seen)],
          ['Telegram', telegramText(postgres.found.telegram, now)],
        ] as const)
      : []),
    ...('found' in redis ? stateRows(redis.found.state, now) : []),
  ];
}

function shopText({ postgres, now }: Seen): string {
  const shop = 'found' in postgres ? postgres.found.shop : undefined;
  if (shop === undefined) return 'none yet, which is normal before the first sign-in';
  const last = shop.lastLoginAt === null ? 'never' : when(shop.lastLoginAt, now);
  return `${shop.id}, ${planText(shop, now)}; last sign-in ${last}`;
}

function stateRows(state: PhoneState, now: Date): Row[] {
  const { wrongCodes, lockedUntil, quietUntil, windows, challenges, overdue } = state;
  const lock = lockedUntil === undefined ? '' : `: locked until ${when(lockedUntil, now)}`;
  return [
    ['Wrong codes', `${wrongCodes.count} of ${wrongCodes.limit} in 24 hours${lock}`],
    ['Requests', windows.map((window) => windowText(window, now)).join('; ')],
    [
      '"Not me"',
      quietUntil === undefined ? 'not said' : `said; no code is pushed until ${when(quietUntil, now)}`,
    ],
    ...(challenges.length === 0 ? [['Codes', 'none is alive'] as const] : []),
    ...challenges.map((each): Row => ['Code', challengeText(each, now)]),
    ...overdue.map((each): Row => ['Overdue', overdueText(each, now)]),
  ];
}

const windowText = ({ name, count, limit, fullUntil }: RequestWindow, now: Date): string =>
  `${count} of ${limit} ${name === 'hour' ? 'an' : 'a'} ${name}${fullUntil === undefined ? '' : `, full until ${when(fullUntil, now)}`}`;

function challengeText(challenge: ObservedChallenge, now: Date): string {
  const { channel, askedAt, origin, expiresAt, isOpened } = challenge;
  const client = [origin.browser, origin.system, origin.ip].filter(Boolean).map((part) => plainText(part));
  const asked =
    channel === 'bot' ? 'asked of the bot' : `asked on a page (${client.join(', ') || 'unknown'})`;
  const opened = isOpened ? ', its link was opened' : '';
  return `${asked} ${when(askedAt, now)}${opened}: ${stateText(challenge, now)}; expires ${when(expiresAt, now)}`;
}

function stateText(challenge: ObservedChallenge, now: Date): string {
  if (challenge.state === 'used') return 'used';
  if (challenge.state === 'closed') return 'closed';
  if (challenge.state === 'refused') return 'refused with "it was not me"';
  if (challenge.attemptsLeft === 0) return 'typed wrong too often';
  return `${deliveryText(challenge, now)}, ${challenge.attemptsLeft} attempts left`;
}

function deliveryText({ delivery, dueSince, tries, lastProblem }: ObservedChallenge, now: Date): string {
  const why = lastProblem === undefined ? '' : ` (${problemText(lastProblem)})`;
  const tried = tries === 0 ? why : `, Telegram did not take it ${tries} times${why}`;
  switch (delivery) {
    case 'due':
      return `waits for a worker since ${when(dueSince ?? now, now)}${tried}`;
    case 'claimed':
      return `a worker is sending it${tried}`;
    case 'parked':
      return 'parked: it goes out once its link is opened or the number is shared';
    case 'sent':
      return 'sent to the chat';
    case 'failed':
      return 'refused by Telegram for good';
  }
}

const overdueText = ({ kind, why, dueAt, tries }: OverdueJob, now: Date): string =>
  `${kind === 'edit' ? 'an edit' : 'a notification'} (${why}) since ${when(dueAt, now)}, tried ${tries} times`;

function storeText(told: Told<unknown>): string {
  if ('found' in told) return 'is there';
  return 'away' in told ? `is away: ${told.away}` : `could not be looked at: ${told.unknown}`;
}

function systemRows(seen: Seen): Row[] {
  const { postgres, redis } = seen;
  return [
    ['Postgres', storeText(postgres)],
    ['Redis', storeText(redis)],
    ...('found' in redis ? botRows(seen, redis.found) : []),
  ];
}

const troubleText = (trouble: NotedTrouble | undefined, otherwise: string, now: Date): string =>
  trouble === undefined
    ? otherwise
    : `${trouble.reason} since ${when(trouble.since, now)}, noted by ${trouble.workers}`;

const botRows = (seen: Seen, { bot, outbox }: Extract<Seen['redis'], { found: unknown }>['found']): Row[] => [
  ['Workers', `${bot.workers} alive`],
  ['Bot', seen.botUsername === undefined ? 'its name is not recorded' : botText(seen)],
  ['Bot API', troubleText(bot.telegramTrouble, 'no trouble is noted', seen.now)],
  ['Webhook', troubleText(bot.webhookTrouble, 'no trouble is noted', seen.now)],
  [
    'Pause',
    bot.pauseMs === 0 ? 'Telegram asks for none' : `Telegram wants nothing for ${duration(bot.pauseMs)}`,
  ],
  [
    'Outbox',
    `${outbox.entries} entries, ${outbox.due} due${outbox.oldestDueSeconds === 0 ? '' : `, the oldest waits for ${duration(outbox.oldestDueSeconds * 1000)}`}`,
  ],
];
