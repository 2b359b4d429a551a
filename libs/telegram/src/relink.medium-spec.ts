import type { E164 } from '@app/contract';
import { OTHER_PHONE, person, PHONE, useAccounts } from './spec/accounts-on-postgres';

describe('a phone that another account proves to hold', () => {
  const scene = useAccounts();

  const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
  const somePhones = times(30, (i) => `+770100000${10 + i}` as E164);

  it('moves to that account and ends the sessions of its shop', async () => {
    await scene.accounts.link(person(1, { chatId: 11 }), PHONE);
    await scene.postgres.signIn(PHONE);
    await scene.postgres.signIn(PHONE);
    await scene.postgres.signIn(OTHER_PHONE);

    await expect(scene.accounts.link(person(2), PHONE)).resolves.toMatchObject({
      outcome: 'moved',
      formerChatId: 11,
      shopId: expect.any(String) as string,
      ended: [expect.any(String), expect.any(String)] as string[],
    });
    await expect(scene.accounts.byPhone(PHONE)).resolves.toMatchObject({ telegramId: person(2).telegramId });
    await expect(scene.accounts.byTelegramId(person(1).telegramId)).resolves.toBeUndefined();
    await expect(scene.postgres.telegramIdOfShop(PHONE)).resolves.toBe(person(2).telegramId);
    await expect(scene.postgres.endsOfSessions(PHONE)).resolves.toEqual(['relinked', 'relinked']);
    await expect(scene.postgres.endsOfSessions(OTHER_PHONE)).resolves.toEqual([null]);
  });

  it('keeps no data of the former account', async () => {
    await scene.accounts.link(
      person(1, { username: 'former', firstName: 'Former', languageCode: 'ru' }),
      PHONE,
    );
    await scene.accounts.mark(person(1).telegramId, { isBlocked: true });
    await scene.accounts.link(person(2), PHONE);
    await expect(scene.accounts.byPhone(PHONE)).resolves.toMatchObject({
      username: null,
      firstName: null,
      languageCode: null,
      isBlocked: false,
    });
  });

  it('moves to another account and back without a shop', async () => {
    await scene.accounts.link(person(1), PHONE);
    await expect(scene.accounts.link(person(2), PHONE)).resolves.toMatchObject({ outcome: 'moved' });
    await expect(scene.accounts.link(person(1), PHONE)).resolves.toEqual({
      outcome: 'moved',
      formerChatId: person(2).chatId,
      shopId: null,
      ended: [],
    });
  });

  it('has one holder after twenty accounts link it at once', async () => {
    await scene.postgres.signIn(PHONE);
    const people = times(20, (i) => person(i));
    const linked = await Promise.all(people.map((each) => scene.accounts.link(each, PHONE)));
    expect(linked.filter(({ outcome }) => outcome === 'linked')).toHaveLength(1);

    const holder = await scene.accounts.byPhone(PHONE);
    const formerChats = linked.flatMap((each) => (each.outcome === 'moved' ? [each.formerChatId] : []));
    expect([...formerChats, holder!.chatId].sort()).toEqual(people.map(({ chatId }) => chatId).sort());
    await expect(scene.postgres.asOwner('select telegram_id from telegram_accounts')).resolves.toHaveLength(
      1,
    );
    await expect(scene.postgres.telegramIdOfShop(PHONE)).resolves.toBe(holder!.telegramId);
  });

  it('is linked once when one account shares it twenty times at once', async () => {
    const linked = await Promise.all(times(20, () => scene.accounts.link(person(1), PHONE)));
    const outcomes = linked.map(({ outcome }) => outcome).sort();
    expect(outcomes).toEqual(['linked', ...times(19, () => 'unchanged')]);
  });

  it('is refused when its account links another phone at the same time', async () => {
    const linked = await Promise.all(
      [PHONE, OTHER_PHONE].map((phone) => scene.accounts.link(person(1), phone)),
    );
    expect(linked.map(({ outcome }) => outcome).sort()).toEqual(['linked', 'other_phone']);
  });

  it('causes no deadlock when two accounts share and unlink two phones crosswise', async () => {
    for (let round = 0; round < 20; round++) {
      await Promise.all([
        scene.accounts.link(person(1), PHONE),
        scene.accounts.link(person(2), OTHER_PHONE),
        scene.accounts.link(person(2), PHONE),
        scene.accounts.link(person(1), OTHER_PHONE),
        scene.accounts.unlink(person(1).telegramId),
        scene.accounts.unlink(person(2).telegramId),
      ]);
    }
    await Promise.all([person(1), person(2)].map(({ telegramId }) => scene.accounts.unlink(telegramId)));
    await expect(scene.accounts.link(person(1), PHONE)).resolves.toEqual({ outcome: 'linked' });
  });

  it('gives its account to a shop that is created at the same time', async () => {
    await Promise.all(
      somePhones.flatMap((phone, i) => [scene.postgres.signIn(phone), scene.accounts.link(person(i), phone)]),
    );
    const copies = await Promise.all(somePhones.map((phone) => scene.postgres.telegramIdOfShop(phone)));
    expect(copies).toEqual(somePhones.map((_, i) => person(i).telegramId));
  });

  it('gives no account to a shop that is created while it is unlinked', async () => {
    await Promise.all(somePhones.map((phone, i) => scene.accounts.link(person(i), phone)));
    await Promise.all(
      somePhones.flatMap((phone, i) => [
        scene.postgres.signIn(phone),
        scene.accounts.unlink(person(i).telegramId),
      ]),
    );
    const copies = await Promise.all(somePhones.map((phone) => scene.postgres.telegramIdOfShop(phone)));
    expect(copies).toEqual(somePhones.map(() => null));
  });

  it('stays with a holder that is not the expected one', async () => {
    await scene.accounts.link(person(1), PHONE);
    await scene.postgres.signIn(PHONE);
    const held = { outcome: 'held' };
    await expect(scene.accounts.linkHeldBy(undefined, person(2), PHONE)).resolves.toEqual(held);
    await expect(scene.accounts.linkHeldBy(person(3).telegramId, person(2), PHONE)).resolves.toEqual(held);
    await expect(scene.accounts.linkHeldBy(person(2).telegramId, person(2), PHONE)).resolves.toEqual(held);
    await expect(scene.accounts.byPhone(PHONE)).resolves.toMatchObject({ telegramId: person(1).telegramId });
    await expect(scene.postgres.endsOfSessions(PHONE)).resolves.toEqual([null]);
  });

  it('moves from the expected holder', async () => {
    await expect(scene.accounts.linkHeldBy(undefined, person(1), PHONE)).resolves.toEqual({
      outcome: 'linked',
    });
    await expect(scene.accounts.linkHeldBy(undefined, person(1), PHONE)).resolves.toEqual({
      outcome: 'unchanged',
    });
    await scene.postgres.signIn(PHONE);
    await expect(scene.accounts.linkHeldBy(person(1).telegramId, person(2), PHONE)).resolves.toMatchObject({
      outcome: 'moved',
      formerChatId: person(1).chatId,
      ended: [expect.any(String)] as string[],
    });
    await expect(scene.postgres.telegramIdOfShop(PHONE)).resolves.toBe(person(2).telegramId);
    await expect(scene.accounts.linkHeldBy(person(2).telegramId, person(2), OTHER_PHONE)).resolves.toEqual({
      outcome: 'other_phone',
    });
  });

  it('is linked to one of twenty accounts that may not take it from another', async () => {
    const people = times(20, (i) => person(i));
    const linked = await Promise.all(people.map((each) => scene.accounts.linkHeldBy(undefined, each, PHONE)));
    expect(linked.map(({ outcome }) => outcome).sort()).toEqual([...times(19, () => 'held'), 'linked']);
  });
});
