import { type E164, parsePhone } from '@app/contract';
import type { OwnerConnection } from '@app/database';
import { moveShop, type MovedShop } from '@app/telegram';
import {
  type Command,
  type CommandOutput,
  COUNTRY,
  NotFound,
  type ParsedArguments,
  Refused,
  UsageError,
  YES,
} from '../cli/command';
import type { Stores } from '../stores';
import { closeCodes, completeChange } from './former-owner';
import { findShop, findTelegramLink, requireShop, type TelegramLink } from './shop-queries';
import { telegramText } from './shop-text';
import { countryOf, positionalsOf } from './subject';

interface Phones {
  readonly from: E164;
  readonly to: E164;
}

/** @throws UsageError */
function phonesOf(args: ParsedArguments): Phones {
  const country = countryOf(args);
  const [from, to] = positionalsOf(args, 2).map((written) => {
    const phone = parsePhone(written, country);
    if (phone === undefined) throw new UsageError(`"${written}" is not a phone number`);
    return phone.e164;
  });
  if (from === to) throw new UsageError('Both phones are the same');
  return { from: from!, to: to! };
}

const hasShop = ({ to }: Phones): Refused =>
  new Refused(
    `The phone ${to} has a shop, and a phone has one shop. If nobody needs that shop, delete it first: shop erase ${to}`,
  );

const holderText = (link: TelegramLink | undefined, to: E164, now: Date): string =>
  link === undefined
    ? `Nobody has shared ${to} with the bot yet. Whoever does so next gets the shop.`
    : `The shop belongs to the account that has shared ${to}: ${telegramText(link, now)}.`;

async function preview(database: OwnerConnection, phones: Phones): Promise<CommandOutput> {
  const { from, to } = phones;
  const shop = await requireShop(database, { phone: from });
  if ((await findShop(database, { phone: to })) !== undefined) throw hasShop(phones);
  const [former, next] = [await findTelegramLink(database, from), await findTelegramLink(database, to)];
  const now = new Date();
  return {
    text: [
      `The shop ${shop.id} would move from ${from} to ${to}, and its ${shop.liveSessions} sessions would end.`,
      `The account of ${from} loses its link and is notified: ${telegramText(former, now)}.`,
      `${holderText(next, to, now)} Add --yes to move it.`,
    ].join('\n'),
    json: {
      ...{ isMoved: false, shopId: shop.id, from, to, liveSessions: shop.liveSessions },
      ...{ isFormerLinked: former !== undefined, isNewLinked: next !== undefined },
    },
  };
}

function outputOf(
  { shopId, ended, former, holder }: Extract<MovedShop, { outcome: 'moved' }>,
  { from, to }: Phones,
): CommandOutput {
  const sessions = ended.length === 1 ? '1 session has' : `${ended.length} sessions have`;
  const owner =
    holder === null
      ? `Its owner shares ${to} with the bot (/start) and signs in`
      : `The account ${holder}, which holds ${to}, signs in`;
  const told = former === null ? 'no account was linked to it' : 'its account is notified';
  return {
    text: `The shop ${shopId} has moved from ${from} (${told}) to ${to}; ${sessions} ended. ${owner}.`,
    json: {
      ...{ isMoved: true, shopId, from, to, ended: ended.length },
      ...{ former: former?.telegramId ?? null, holder },
    },
  };
}

async function move(stores: Stores, phones: Phones): Promise<CommandOutput> {
  const { from, to } = phones;
  const [database, store] = [await stores.database(), await stores.redis()];
  // Checked before any code is closed: a phone that the shop cannot move to must not be affected.
  await requireShop(database, { phone: from });
  if ((await findShop(database, { phone: to })) !== undefined) throw hasShop(phones);
  await closeCodes(store, [from, to]);
  const moved = await database.transaction((manager) => moveShop(manager, phones));
  if (moved.outcome !== 'moved')
    throw moved.outcome === 'has_shop' ? hasShop(phones) : new NotFound(`No shop has the phone ${from}`);
  const { shopId, ended, former } = moved;
  await completeChange(
    store,
    { ...{ shopId, ended, former, phones: [from, to] }, notification: 'shop_moved' },
    `The shop ${shopId} has moved to ${to}`,
  );
  return outputOf(moved, phones);
}

export const shopMove: Command = {
  ...{ group: 'shop', name: 'move', parameters: '<phone> <new phone>' },
  summary: 'Shows what moving a shop to another phone would do; --yes moves it.',
  options: { yes: YES, country: COUNTRY },
  notes:
    'For a person who has lost the former phone and its Telegram account, or whom the bot sends to support. Who has only a new\n' +
    'number in the same account shares it with the bot, which then moves the shop. Verify who the person is: whoever shares the\n' +
    'new phone with the bot gets the shop. Its sessions and codes end, activity records the move, and the former chat is told.',
  async run(args, stores) {
    const phones = phonesOf(args);
    return args.options['yes'] === true ? move(stores, phones) : preview(await stores.database(), phones);
  },
};
