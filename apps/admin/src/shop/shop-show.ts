import { type Command, COUNTRY } from '../cli/command';
import { plainText } from '../text/json-text';
import { rows, when } from '../text/when';
import { knownShop, telegramOf } from './shop-queries';
import { fileJson, planText, telegramText } from './shop-text';
import { countryOf, subjectOf, wordsOf } from './subject';

export const shopShow: Command = {
  ...{ group: 'shop', name: 'show', words: '<phone or shop id>' },
  summary: 'A shop: its plan, its Telegram link, its last sign-in.',
  options: { country: COUNTRY },
  async run(given, stores) {
    const [who] = wordsOf(given, 1);
    const subject = subjectOf(who!, countryOf(given));
    const database = await stores.database();
    const shop = await knownShop(database, subject);
    const telegram = await telegramOf(database, shop.phone);
    const now = new Date();
    const text = rows([
      ['Shop', shop.id],
      ['Phone', shop.phone],
      ['Name', shop.name === '' ? 'none' : plainText(shop.name)],
      ['Language', `${shop.language}, ${plainText(shop.currency)}, ${plainText(shop.timezone)}`],
      ['Plan', planText(shop, now)],
      ['Telegram', telegramText(telegram, now)],
      ['Created', when(shop.createdAt, now)],
      ['Last sign-in', shop.lastLoginAt === null ? 'never' : when(shop.lastLoginAt, now)],
      ['Live sessions', String(shop.liveSessions)],
    ]);
    return { text, json: fileJson(shop, telegram) };
  },
};
