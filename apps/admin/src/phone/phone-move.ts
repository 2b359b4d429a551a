import { type E164, FALLBACK_LANGUAGE, type Language, languageOf, parsePhone } from '@app/contract';
import type { OwnerConnection } from '@app/database';
import { ChallengeCloser, Notifications } from '@app/otp';
import { EventPublisher, type RedisStore } from '@app/redis';
import { reasonOf } from '@app/runtime';
import { RevokedSessions } from '@app/session';
import {
  type Linked,
  linkParameters,
  PhoneMoves,
  type TelegramPerson,
  type WaitingAccount,
} from '@app/telegram';
import { type Answer, type Command, COUNTRY, type Given, NotFound, UsageError } from '../cli/command';
import { textOf } from '../cli/parse-arguments';
import { countryOf, wordsOf } from '../shop/subject';
import { plainText } from '../text/json-text';
import { when } from '../text/when';

interface Holder {
  readonly phone: E164;
  readonly telegramId: number;
  readonly chatId: number;
  readonly language: Language;
}

type Moved = Extract<Linked, { outcome: 'moved' }>;

/** @throws UsageError */
function phoneOf(given: Given): E164 {
  const [written] = wordsOf(given, 1);
  const phone = parsePhone(written!, countryOf(given));
  if (phone === undefined) throw new UsageError(`"${written}" is no phone number`);
  return phone.e164;
}

/** @throws UsageError */
function accountOf(given: Given): number | undefined {
  const to = textOf(given, 'to');
  if (to !== undefined && !/^\d{1,16}$/.test(to))
    throw new UsageError('--to takes the id of a Telegram account');
  return to === undefined ? undefined : Number(to);
}

/** @throws NotFound */
async function holderOf(database: OwnerConnection, phone: E164): Promise<Holder> {
  const [row] = await database.query<{ telegramId: string; chatId: string; language: string | null }>(
    `select a.telegram_id as "telegramId", a.chat_id as "chatId", coalesce(s.language, a.language_code) as language
      from public.telegram_accounts a left join public.shops s on s.phone = a.phone where a.phone = $1`,
    [phone],
  );
  if (row === undefined) throw new NotFound(`No Telegram account holds the phone ${phone}`);
  return {
    phone,
    telegramId: Number(row.telegramId),
    chatId: Number(row.chatId),
    language: languageOf(row.language ?? undefined) ?? FALLBACK_LANGUAGE,
  };
}

/** @throws NotFound where it is not the holder's any more, or the account has another phone */
async function link(
  database: OwnerConnection,
  { phone, telegramId }: Holder,
  to: TelegramPerson,
): Promise<Moved> {
  const [row] = await database.query<{ linked: Linked }>(
    'select public.link_telegram_account_held_by($1, $2, $3, $4, $5, $6, $7) as linked',
    [telegramId, ...linkParameters(to, phone)],
  );
  const linked = row!.linked;
  if (linked.outcome === 'moved') return linked;
  throw new NotFound(
    linked.outcome === 'other_phone'
      ? 'That account is linked to another phone: its person sends /stop to the bot first'
      : `The phone ${phone} has changed hands meanwhile; look again without --to`,
  );
}

async function notify(store: RedisStore, holder: Holder, to: TelegramPerson): Promise<void> {
  const { phone, chatId, language } = holder;
  const notices = new Notifications(store);
  const id = `operator:${to.telegramId}`;
  await notices.tell({ id, notice: 'relinked', phone, to: { chatId, language } });
  const ofNext = languageOf(to.languageCode) ?? FALLBACK_LANGUAGE;
  await notices.tell({ id, notice: 'moved', phone, to: { chatId: to.chatId, language: ofNext } });
}

async function move(
  { database, store, moves }: { database: OwnerConnection; store: RedisStore; moves: PhoneMoves },
  holder: Holder,
  to: TelegramPerson,
): Promise<Answer> {
  const { phone } = holder;
  const closer = new ChallengeCloser(store);
  // Before as well: codes that the former chat has seen must open nothing once the phone is another's.
  await closer.closeAll(phone);
  const { shopId, ended } = await link(database, holder, to);
  // The awaited commands below use the same connection, so Redis has the events before the process ends.
  new RevokedSessions(new EventPublisher(store)).publish({ shopId, ended });
  try {
    await closer.closeAll(phone);
    await moves.forget(holder);
    await notify(store, holder, to);
  } catch (error) {
    throw new Error(`${phone} has moved, but its accounts were not told: ${reasonOf(error)}`, {
      cause: error,
    });
  }
  const sessions = ended.length === 1 ? '1 session has' : `${ended.length} sessions have`;
  return {
    text: `${phone} belongs to the account ${to.telegramId} now; ${sessions} ended`,
    json: { phone, shopId, from: holder.telegramId, to: to.telegramId, ended: ended.length },
  };
}

function waitingText({ person, askedAt, isRefused }: WaitingAccount, now: Date): string {
  const names = [person.username && `@${person.username}`, person.firstName].filter(Boolean).join(', ');
  const answer = isRefused ? '; the holder has said no' : '';
  return `  ${person.telegramId}  ${plainText(names) || 'without a name'}, asked ${when(askedAt, now)}${answer}`;
}

function listing({ phone, telegramId }: Holder, waiting: readonly WaitingAccount[]): Answer {
  const now = new Date();
  const lines = waiting.map((each) => waitingText(each, now));
  const none = ['  nobody: the person shares the number with the bot again, and is listed here for a day'];
  return {
    text: [
      `${phone} is held by the account ${telegramId}. Waiting for it:`,
      ...(lines.length > 0 ? lines : none),
    ].join('\n'),
    json: {
      phone,
      holder: telegramId,
      waiting: waiting.map(({ person, askedAt, isRefused }) => ({ ...person, askedAt, isRefused })),
    },
  };
}

export const phoneMove: Command = {
  ...{ group: 'phone', name: 'move', words: '<phone>' },
  summary: 'Which accounts wait for a phone that another one holds; --to moves it to one of them.',
  options: {
    to: { value: 'telegram id', help: 'moves the phone to this account, which is one of those that wait' },
    country: COUNTRY,
  },
  notes:
    'Where another country has a number with the same digits, the bot moves a phone only when its holder agrees. An operator\n' +
    'does it for a person whose former account is lost: make sure who that is, for the shop of the phone goes along. Its\n' +
    'sessions and codes end, activity records it, and both chats are told.',
  async run(given, stores) {
    const phone = phoneOf(given);
    const to = accountOf(given);
    const database = await stores.database();
    const holder = await holderOf(database, phone);
    const store = await stores.redis();
    const moves = new PhoneMoves(store);
    const waiting = await moves.waiting(holder);
    if (to === undefined) return listing(holder, waiting);
    const chosen = waiting.find(({ person }) => person.telegramId === to);
    if (chosen === undefined)
      throw new NotFound(
        `The account ${to} does not wait for the phone ${phone}: its person shares the number with the bot first`,
      );
    return move({ database, store, moves }, holder, chosen.person);
  },
};
