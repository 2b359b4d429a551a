import { ChallengeCloser, Notifications } from '@app/otp';
import { EventPublisher, type RedisStore } from '@app/redis';
import { reasonOf } from '@app/runtime';
import { RevokedSessions } from '@app/session';
import { PhoneMoves, Relinks, type TelegramPerson, type WaitingAccount } from '@app/telegram';
import {
  type Command,
  type CommandOutput,
  COUNTRY,
  NotFound,
  type ParsedArguments,
  UsageError,
} from '../cli/command';
import { optionValue } from '../cli/parse-arguments';
import { countryOf, phoneOf, positionalsOf } from '../shop/subject';
import type { Stores } from '../stores';
import { endedSessionsText } from '../text/ended-sessions-text';
import { safeText } from '../text/safe-text';
import { instantText } from '../text/time-text';
import { findHolder, moveLink, type PhoneHolder } from './phone-holder';

/** @throws UsageError */
function newHolderOf(args: ParsedArguments): number | undefined {
  const to = optionValue(args, 'to');
  if (to !== undefined && !/^\d{1,16}$/.test(to))
    throw new UsageError('--to takes the id of a Telegram account');
  return to === undefined ? undefined : Number(to);
}

async function notifyBoth(store: RedisStore, former: PhoneHolder, next: PhoneHolder): Promise<void> {
  const { phone } = former;
  const notifications = new Notifications(store);
  // A phone may move between the same accounts twice on a day, and each move is notified.
  const id = `operator:${next.telegramId}:${Date.now()}`;
  const recipientOf = ({ chatId, language }: PhoneHolder) => ({ chatId, language });
  await new Relinks(store).remember(former.telegramId, id, phone);
  await notifications.enqueue({ id, type: 'relinked', phone, to: recipientOf(former) });
  await notifications.enqueue({ id, type: 'moved', phone, to: recipientOf(next) });
}

/** Publishes the same events as a move to which the holder has agreed. */
async function move(
  stores: Stores,
  moves: PhoneMoves,
  holder: PhoneHolder,
  to: TelegramPerson,
): Promise<CommandOutput> {
  const { phone } = holder;
  const [database, store] = [await stores.database(), await stores.redis()];
  const closer = new ChallengeCloser(store);
  // Close the challenges also before the move: a code in the former chat must not open a session after the move.
  await closer.closeChallenges(phone);
  const { shopId, ended } = await moveLink(database, holder, to);
  // The awaited commands below use the same connection, so Redis has the events before the process ends.
  new RevokedSessions(new EventPublisher(store)).publish({ shopId, ended });
  try {
    await closer.closeChallenges(phone);
    await moves.forget(holder);
    await notifyBoth(store, holder, await findHolder(database, phone));
  } catch (error) {
    throw new Error(`${phone} was moved, but the two accounts were not notified: ${reasonOf(error)}`, {
      cause: error,
    });
  }
  return {
    text: `${phone} belongs to the account ${to.telegramId} now; ${endedSessionsText(ended.length)}`,
    json: { phone, shopId, from: holder.telegramId, to: to.telegramId, ended: ended.length },
  };
}

function waitingText({ person, askedAt, isRefused }: WaitingAccount, now: Date): string {
  const names = [person.username && `@${person.username}`, person.firstName].filter(Boolean).join(', ');
  const answer = isRefused ? '; the holder declined' : '';
  return `  ${person.telegramId}  ${safeText(names) || 'without a name'}, asked ${instantText(askedAt, now)}${answer}`;
}

function waitingList({ phone, telegramId }: PhoneHolder, waiting: readonly WaitingAccount[]): CommandOutput {
  const now = new Date();
  const lines = waiting.map((each) => waitingText(each, now));
  const none = [
    '  nobody: the person shares the number with the bot again and is then listed here for a day',
  ];
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
  ...{ group: 'phone', name: 'move', parameters: '<phone>' },
  summary:
    'Lists the accounts that wait for a phone of another account; --to moves the phone to one of them.',
  options: {
    to: {
      value: 'telegram id',
      help: 'moves the phone to this account, which must be listed',
    },
    country: COUNTRY,
  },
  notes:
    'If another country has a number with the same digits, the bot moves a phone only when its holder agrees. An operator\n' +
    'moves it for a person whose former account is lost. Verify who the person is: the shop moves with the phone. Its\n' +
    'sessions and codes end, activity records the move, and both chats are notified.',
  async run(args, stores) {
    const [written] = positionalsOf(args, 1);
    const phone = phoneOf(written!, countryOf(args));
    const to = newHolderOf(args);
    const holder = await findHolder(await stores.database(), phone);
    const moves = new PhoneMoves(await stores.redis());
    const waiting = await moves.waiting(holder);
    if (to === undefined) return waitingList(holder, waiting);
    const chosen = waiting.find(({ person }) => person.telegramId === to);
    if (chosen === undefined)
      throw new NotFound(
        `The account ${to} does not wait for the phone ${phone}: its person first shares the number with the bot`,
      );
    return move(stores, moves, holder, chosen.person);
  },
};
