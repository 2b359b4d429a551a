import type { E164 } from '@app/contract';
import { moveShop } from '@app/telegram';
import {
  type CommandOutput,
  COUNTRY,
  NotFound,
  type ParsedArguments,
  Refused,
  UsageError,
} from '../cli/command';
import { confirmedCommand } from '../cli/confirmed-command';
import type { Stores } from '../stores';
import { endedSessionsText } from '../text/ended-sessions-text';
import { formerOwnerText, takeShop } from './former-owner';
import { findShop, findTelegramLink, requireShop, type ShopRecord, type TelegramLink } from './shop-queries';
import { telegramText } from './shop-text';
import { countryOf, phoneOf, positionalsOf } from './subject';

interface Move {
  readonly shop: ShopRecord;
  readonly from: E164;
  readonly to: E164;
}

/** @throws UsageError */
function phonesOf(args: ParsedArguments): Omit<Move, 'shop'> {
  const country = countryOf(args);
  const [from, to] = positionalsOf(args, 2).map((written) => phoneOf(written, country));
  if (from === to) throw new UsageError('Both phones are the same');
  return { from: from!, to: to! };
}

const hasShop = (to: E164): Refused =>
  new Refused(
    `The phone ${to} has a shop, and a phone has one shop. If nobody needs that shop, delete it first: shop erase ${to}`,
  );

/** This is checked before any code is closed: a phone that the shop cannot move to must not be affected. */
async function find(args: ParsedArguments, stores: Stores): Promise<Move> {
  const { from, to } = phonesOf(args);
  const database = await stores.database();
  const shop = await requireShop(database, { phone: from });
  if ((await findShop(database, { phone: to })) !== undefined) throw hasShop(to);
  return { shop, from, to };
}

const holderText = (link: TelegramLink | undefined, to: E164, now: Date): string =>
  link === undefined
    ? `Nobody has shared ${to} with the bot yet. Whoever does so next gets the shop.`
    : `The shop belongs to the account that has shared ${to}: ${telegramText(link, now)}.`;

async function preview({ shop, from, to }: Move, stores: Stores): Promise<CommandOutput> {
  const database = await stores.database();
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

async function move({ from, to }: Move, stores: Stores): Promise<CommandOutput> {
  const { shopId, ended, former, holder } = await takeShop(stores, {
    phones: [from, to],
    notification: 'shop_moved',
    async change(manager) {
      const moved = await moveShop(manager, { from, to });
      if (moved.outcome !== 'moved')
        throw moved.outcome === 'has_shop' ? hasShop(to) : new NotFound(`No shop has the phone ${from}`);
      return { ...moved, phones: [from, to] };
    },
    done: (moved) => `The shop ${moved.shopId} has moved to ${to}`,
  });
  const owner =
    holder === null
      ? `Its owner shares ${to} with the bot (/start) and signs in`
      : `The account ${holder}, which holds ${to}, signs in`;
  return {
    text:
      `The shop ${shopId} has moved from ${from} (${formerOwnerText(former)}) to ${to}; ` +
      `${endedSessionsText(ended.length)}. ${owner}.`,
    json: {
      ...{ isMoved: true, shopId, from, to, ended: ended.length },
      ...{ former: former?.telegramId ?? null, holder },
    },
  };
}

export const shopMove = confirmedCommand<Move>({
  ...{ group: 'shop', name: 'move', parameters: '<phone> <new phone>' },
  summary: 'Shows what moving a shop to another phone would do; --yes moves it.',
  options: { country: COUNTRY },
  notes:
    'For a person who has lost the former phone and its Telegram account, or whom the bot sends to support. A person who has only\n' +
    'changed the number of the same account shares it with the bot, which then moves the shop. Verify who the person is: whoever\n' +
    'shares the new phone with the bot gets the shop. Its sessions and codes end, activity records the move, and the former chat\n' +
    'is notified.',
  find,
  preview,
  change: move,
});
