import type { E164 } from '@app/contract';
import { freshDatabase, type TestDatabase } from '@app/testing';
import { AccountsOnPostgres, OTHER_PHONE, person, PHONE } from './spec/accounts-on-postgres';
import type { TelegramAccounts } from './telegram-accounts';

describe('a phone that another account proves to hold', () => {
  let store: TestDatabase;
  let it_: AccountsOnPostgres;
  let accounts: TelegramAccounts;

  beforeEach(async () => {
    store = await freshDatabase();
    it_ = await AccountsOnPostgres.open(store.url);
    accounts = it_.accounts;
  });
  afterEach(async () => {
    await it_.close();
    await store.drop();
  });

  const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
  const somePhones = times(30, (i) => `+770100000${10 + i}` as E164);

  it('moves there, returns the former chat, and ends the sessions of the shop', async () => {
    await accounts.link(person(1, { chatId: 11 }), PHONE);
    await it_.signIn(PHONE);
    await it_.signIn(PHONE);
    await it_.signIn(OTHER_PHONE);

    await expect(accounts.link(person(2), PHONE)).resolves.toMatchObject({
      outcome: 'moved',
      formerChatId: 11,
      shopId: expect.any(String) as string,
      ended: [expect.any(String), expect.any(String)] as string[],
    });
    await expect(accounts.byPhone(PHONE)).resolves.toMatchObject({ telegramId: person(2).telegramId });
    await expect(accounts.byTelegramId(person(1).telegramId)).resolves.toBeUndefined();
    await expect(it_.telegramIdOfShop(PHONE)).resolves.toBe(person(2).telegramId);
    await expect(it_.endsOfSessions(PHONE)).resolves.toEqual(['relinked', 'relinked']);
    await expect(it_.endsOfSessions(OTHER_PHONE)).resolves.toEqual([null]);
  });

  it('keeps nothing of the former account', async () => {
    await accounts.link(person(1, { username: 'former', firstName: 'Former', languageCode: 'ru' }), PHONE);
    await accounts.mark(person(1).telegramId, { isBlocked: true });
    await accounts.link(person(2), PHONE);
    await expect(accounts.byPhone(PHONE)).resolves.toMatchObject({
      username: null,
      firstName: null,
      languageCode: null,
      isBlocked: false,
    });
  });

  it('moves without a shop as well, and back', async () => {
    await accounts.link(person(1), PHONE);
    await expect(accounts.link(person(2), PHONE)).resolves.toMatchObject({ outcome: 'moved' });
    await expect(accounts.link(person(1), PHONE)).resolves.toEqual({
      outcome: 'moved',
      formerChatId: person(2).chatId,
      shopId: null,
      ended: [],
    });
  });

  it('ends with one holder after twenty accounts at once, and returns each former one', async () => {
    await it_.signIn(PHONE);
    const people = times(20, (i) => person(i));
    const linked = await Promise.all(people.map((each) => accounts.link(each, PHONE)));
    expect(linked.filter(({ outcome }) => outcome === 'linked')).toHaveLength(1);

    const holder = await accounts.byPhone(PHONE);
    const told = linked.flatMap((each) => (each.outcome === 'moved' ? [each.formerChatId] : []));
    expect([...told, holder!.chatId].sort()).toEqual(people.map(({ chatId }) => chatId).sort());
    await expect(it_.asOwner('select telegram_id from telegram_accounts')).resolves.toHaveLength(1);
    await expect(it_.telegramIdOfShop(PHONE)).resolves.toBe(holder!.telegramId);
  });

  it('is linked once, though one account shares it twenty times at once', async () => {
    const linked = await Promise.all(times(20, () => accounts.link(person(1), PHONE)));
    const outcomes = linked.map(({ outcome }) => outcome).sort();
    expect(outcomes).toEqual(['linked', ...times(19, () => 'unchanged')]);
  });

  it('is refused where the same account shares another one at the same moment', async () => {
    const linked = await Promise.all([PHONE, OTHER_PHONE].map((phone) => accounts.link(person(1), phone)));
    expect(linked.map(({ outcome }) => outcome).sort()).toEqual(['linked', 'other_phone']);
  });

  it('does not deadlock, though two accounts share two phones crosswise while they are unlinked', async () => {
    for (let round = 0; round < 20; round++) {
      await Promise.all([
        accounts.link(person(1), PHONE),
        accounts.link(person(2), OTHER_PHONE),
        accounts.link(person(2), PHONE),
        accounts.link(person(1), OTHER_PHONE),
        accounts.unlink(person(1).telegramId),
        accounts.unlink(person(2).telegramId),
      ]);
    }
    await Promise.all([person(1), person(2)].map(({ telegramId }) => accounts.unlink(telegramId)));
    await expect(accounts.link(person(1), PHONE)).resolves.toEqual({ outcome: 'linked' });
  });

  it('is copied to its shop, though the first sign-in comes at the same moment', async () => {
    await Promise.all(somePhones.flatMap((phone, i) => [it_.signIn(phone), accounts.link(person(i), phone)]));
    const copies = await Promise.all(somePhones.map((phone) => it_.telegramIdOfShop(phone)));
    expect(copies).toEqual(somePhones.map((_, i) => person(i).telegramId));
  });

  it('leaves no copy in its shop, though the first sign-in comes while it is unlinked', async () => {
    await Promise.all(somePhones.map((phone, i) => accounts.link(person(i), phone)));
    await Promise.all(
      somePhones.flatMap((phone, i) => [it_.signIn(phone), accounts.unlink(person(i).telegramId)]),
    );
    const copies = await Promise.all(somePhones.map((phone) => it_.telegramIdOfShop(phone)));
    expect(copies).toEqual(somePhones.map(() => null));
  });

  it('stays where another account than the expected one has it', async () => {
    await accounts.link(person(1), PHONE);
    await it_.signIn(PHONE);
    const held = { outcome: 'held' };
    await expect(accounts.linkHeldBy(undefined, person(2), PHONE)).resolves.toEqual(held);
    await expect(accounts.linkHeldBy(person(3).telegramId, person(2), PHONE)).resolves.toEqual(held);
    await expect(accounts.linkHeldBy(person(2).telegramId, person(2), PHONE)).resolves.toEqual(held);
    await expect(accounts.byPhone(PHONE)).resolves.toMatchObject({ telegramId: person(1).telegramId });
    await expect(it_.endsOfSessions(PHONE)).resolves.toEqual([null]);
  });

  it('moves from the expected account, and is linked where it has no account', async () => {
    await expect(accounts.linkHeldBy(undefined, person(1), PHONE)).resolves.toEqual({ outcome: 'linked' });
    await expect(accounts.linkHeldBy(undefined, person(1), PHONE)).resolves.toEqual({ outcome: 'unchanged' });
    await it_.signIn(PHONE);
    await expect(accounts.linkHeldBy(person(1).telegramId, person(2), PHONE)).resolves.toMatchObject({
      outcome: 'moved',
      formerChatId: person(1).chatId,
      ended: [expect.any(String)] as string[],
    });
    await expect(it_.telegramIdOfShop(PHONE)).resolves.toBe(person(2).telegramId);
    await expect(accounts.linkHeldBy(person(2).telegramId, person(2), OTHER_PHONE)).resolves.toEqual({
      outcome: 'other_phone',
    });
  });

  it('is linked to one of twenty accounts at once, where it may not move', async () => {
    const people = times(20, (i) => person(i));
    const linked = await Promise.all(people.map((each) => accounts.linkHeldBy(undefined, each, PHONE)));
    expect(linked.map(({ outcome }) => outcome).sort()).toEqual([...times(19, () => 'held'), 'linked']);
  });
});
