import { type Command, COUNTRY } from '../cli/command';
import { safeText } from '../text/safe-text';
import { tableText } from '../text/table-text';
import { instantText } from '../text/time-text';
import { requireShop, findTelegramLink } from './shop-queries';
import { shopJson, planText, telegramText } from './shop-text';
import { subjectOf } from './subject';

export const shopShow: Command = {
  ...{ group: 'shop', name: 'show', parameters: '<phone or shop id>' },
  summary: 'Shows a shop: its plan, its Telegram link, its last sign-in.',
  options: { country: COUNTRY },
  async run(args, stores) {
    const subject = subjectOf(args);
    const database = await stores.database();
    const shop = await requireShop(database, subject);
    const telegram = await findTelegramLink(database, shop.phone);
    const now = new Date();
    const text = tableText([
      ['Shop', shop.id],
      ['Phone', shop.phone],
      ['Name', shop.name === '' ? 'none' : safeText(shop.name)],
      ['Language', `${shop.language}, ${safeText(shop.currency)}, ${safeText(shop.timezone)}`],
      ['Plan', planText(shop, now)],
      ['Telegram', telegramText(telegram, now)],
      ['Created', instantText(shop.createdAt, now)],
      ['Last sign-in', shop.lastLoginAt === null ? 'never' : instantText(shop.lastLoginAt, now)],
      ['Live sessions', String(shop.liveSessions)],
    ]);
    return { text, json: shopJson(shop, telegram) };
  },
};
