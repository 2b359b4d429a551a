import { Shops } from '@app/shop';
import { type Command, type CommandOutput, COUNTRY, NotFound, YES } from '../cli/command';
import type { Stores } from '../stores';
import { safeText } from '../text/safe-text';
import { closeCodes, completeChange } from './former-owner';
import { findTelegramLink, requireShop, type ShopRecord } from './shop-queries';
import { telegramText } from './shop-text';
import { countryOf, positionalsOf, subjectOf } from './subject';

const shops = new Shops();

async function preview(stores: Stores, shop: ShopRecord): Promise<CommandOutput> {
  const { id, phone, name, liveSessions } = shop;
  const link = await findTelegramLink(await stores.database(), phone);
  const title = name === '' ? 'without a name' : safeText(name);
  return {
    text: [
      `The shop ${id} of ${phone} (${title}) would be deleted with all its data, and its ${liveSessions} sessions would end.`,
      `Its account loses its link and is notified: ${telegramText(link, new Date())}.`,
      'This cannot be undone. Add --yes to delete it.',
    ].join('\n'),
    json: { isErased: false, shopId: id, phone, liveSessions, isLinked: link !== undefined },
  };
}

async function erase(stores: Stores, { id, phone: before }: ShopRecord): Promise<CommandOutput> {
  const [database, store] = [await stores.database(), await stores.redis()];
  await closeCodes(store, [before]);
  const deleted = await database.transaction((manager) => shops.delete(manager, id));
  if (deleted === null) throw new NotFound(`No shop has the id ${id}`);
  const { phone, ended, owner: former } = deleted;
  await completeChange(
    store,
    { ...{ shopId: id, ended, former, phones: [phone] }, notification: 'shop_erased' },
    `The shop ${id} of ${phone} is deleted`,
  );
  const sessions = ended.length === 1 ? '1 session has' : `${ended.length} sessions have`;
  const told = former === null ? 'no account was linked to it' : 'its account is notified';
  return {
    text: `The shop ${id} of ${phone} is deleted with all its data; ${sessions} ended, and ${told}`,
    json: { isErased: true, shopId: id, phone, ended: ended.length, former: former?.telegramId ?? null },
  };
}

export const shopErase: Command = {
  ...{ group: 'shop', name: 'erase', parameters: '<phone or shop id>' },
  summary: 'Shows what deleting a shop would do; --yes deletes it with all its data.',
  options: { yes: YES, country: COUNTRY },
  notes:
    'Owners delete their shop themselves, with a code. An operator does it for an owner who cannot, or for a shop whose phone\n' +
    'another shop moves to. The phone is free afterwards: the next sign-in with it opens a new shop. Backups keep the data.',
  async run(args, stores) {
    const [who] = positionalsOf(args, 1);
    const subject = subjectOf(who!, countryOf(args));
    const shop = await requireShop(await stores.database(), subject);
    return args.options['yes'] === true ? erase(stores, shop) : preview(stores, shop);
  },
};
