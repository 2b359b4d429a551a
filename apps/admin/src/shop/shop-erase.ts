import { Shops } from '@app/shop';
import { type CommandOutput, COUNTRY, NotFound } from '../cli/command';
import { confirmedCommand } from '../cli/confirmed-command';
import type { Stores } from '../stores';
import { endedSessionsText } from '../text/ended-sessions-text';
import { safeText } from '../text/safe-text';
import { formerOwnerText, takeShop } from './former-owner';
import { findTelegramLink, requireShop, type ShopRecord } from './shop-queries';
import { telegramText } from './shop-text';
import { subjectOf } from './subject';

const shops = new Shops();

async function preview(shop: ShopRecord, stores: Stores): Promise<CommandOutput> {
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

async function erase(shop: ShopRecord, stores: Stores): Promise<CommandOutput> {
  const { shopId, phone, ended, former } = await takeShop(stores, {
    phones: [shop.phone],
    notification: 'shop_erased',
    async change(manager) {
      const deleted = await shops.delete(manager, shop.id);
      if (deleted === null) throw new NotFound(`No shop has the id ${shop.id}`);
      const { phone, ended, owner: former } = deleted;
      return { shopId: shop.id, phone, phones: [phone], ended, former };
    },
    done: ({ shopId, phone }) => `The shop ${shopId} of ${phone} is deleted`,
  });
  return {
    text: `The shop ${shopId} of ${phone} is deleted with all its data; ${endedSessionsText(ended.length)}, and ${formerOwnerText(former)}`,
    json: { isErased: true, shopId, phone, ended: ended.length, former: former?.telegramId ?? null },
  };
}

export const shopErase = confirmedCommand<ShopRecord>({
  ...{ group: 'shop', name: 'erase', parameters: '<phone or shop id>' },
  summary: 'Shows what deleting a shop would do; --yes deletes it with all its data.',
  options: { country: COUNTRY },
  notes:
    'Owners delete their shop themselves, with a code. An operator does it for an owner who cannot, or for a shop whose phone\n' +
    'another shop moves to. The phone is free afterwards: the next sign-in with it opens a new shop. Backups keep the data.',
  find: async (args, stores) => requireShop(await stores.database(), subjectOf(args)),
  preview,
  change: erase,
});
