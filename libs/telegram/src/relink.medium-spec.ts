import type { E164 } from '@app/contract';
import { AccountsOnPostgres, OTHER_PHONE, person, PHONE } from './spec/accounts-on-postgres';
import type { TelegramAccounts } from './telegram-accounts';

describe('a phone that another account proves to hold', () => {
  let postgres: AccountsOnPostgres;
  let accounts: TelegramAccounts;

  beforeEach(async () => {
    postgres = await AccountsOnPostgres.open();
    ({ accounts } = postgres);
  });
  afterEach(() => postgres.close());

  const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));
  const somePhones = times(30, (i) => `+770100000${10 + i}` as E164);

  it('moves to that account and ends the sessions of its shop', async () => {
    await accounts.link(person(1, { chatId: 11 }), PHONE);
    await postgres.signIn(PHONE);
    await postgres.signIn(PHONE);
    await postgres.signIn(OTHER_PHONE);

    await expect(accounts.link(person(2), PHONE)).resolves.toMatchObject({
      outcome: 'moved',
      formerChatId: 11,
      shopId: expect.any(String) as string,
      ended: [expect.any(String), expect.any(String)] as string[],
    });
    await expect(accounts.byPhone(PHONE)).resolves.toMatchObject({ telegramId: person(2).telegramId });
    await expect(accounts.byTelegramId(person(1).telegramId)).resolves.toBeUndefined();
    await expect(postgres.telegramIdOfShop(PHONE)).resolves.toBe(person(2).telegramId);
    await expect(postgres.endsOfSessions(PHONE)).resolves.toEqual(['relinked', 'relinked']);
    await expect(postgres.endsOfSessions(OTHER_PHONE)).resolves.toEqual([null]);
  });

  it('keeps no data of the former account', async () => {
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

  it('moves forth and back without a shop', async () => {
    await accounts.link(person(1), PHONE);
    await expect(accounts.link(person(2), PHONE)).resolves.toMatchObject({ outcome: 'moved' });
    await expect(accounts.link(person(1), PHONE)).resolves.toEqual({
      outcome: 'moved',
      formerChatId: person(2).chatId,
      shopId: null,
      ended: [],
    });
  });

  it('has one holder after twenty accounts link it at once', async () => {
    await postgres.signIn(PHONE);
    const people = times(20, (i) => person(i));
    const linked = await Promise.all(people.map((each) => accounts.link(each, PHONE)));
    expect(linked.filter(({ outcome }) => outcome === 'linked')).toHaveLength(1);

    const holder = await accounts.byPhone(PHONE);
    const formerChats = linked.flatMap((each) => (each.outcome === 'moved' ? [each.formerChatId] : []));
    expect([...formerChats, holder!.chatId].sort()).toEqual(people.map(({ chatId }) => chatId).sort());
    await expect(postgres.asOwner('select telegram_id from telegram_accounts')).resolves.toHaveLength(1);
    await expect(postgres.telegramIdOfShop(PHONE)).resolves.toBe(holder!.telegramId);
  });

  it('is linked once when one account shares it twenty times at once', async () => {
    const linked = await Promise.all(times(20, () => accounts.link(person(1), PHONE)));
    const outcomes = linked.map(({ outcome }) => outcome).sort();
    expect(outcomes).toEqual(['linked', ...times(19, () => 'unchanged')]);
  });

  it('is refused when its account links another phone at the same time', async () => {
    const linked = await Promise.all([PHONE, OTHER_PHONE].map((phone) => accounts.link(person(1), phone)));
    expect(linked.map(({ outcome }) => outcome).sort()).toEqual(['linked', 'other_phone']);
  });

  it('causes no deadlock when two accounts share and unlink two phones crosswise', async () => {
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

  it('gives its account to a shop that is created at the same time', async () => {
    await Promise.all(
      somePhones.flatMap((phone, i) => [postgres.signIn(phone), accounts.link(person(i), phone)]),
    );
    const copies = await Promise.all(somePhones.map((phone) => postgres.telegramIdOfShop(phone)));
    expect(copies).toEqual(somePhones.map((_, i) => person(i).telegramId));
  });

  it('gives no account to a shop that is created while it is unlinked', async () => {
    await Promise.all(somePhones.map((phone, i) => accounts.link(person(i), phone)));
    await Promise.all(
      somePhones.flatMap((phone, i) => [postgres.signIn(phone), accounts.unlink(person(i).telegramId)]),
    );
    const copies = await Promise.all(somePhones.map((phone) => postgres.telegramIdOfShop(phone)));
    expect(copies).toEqual(somePhones.map(() => null));
  });

  it('stays with a holder that is not the expected one', async () => {
    await accounts.link(person(1), PHONE);
    await postgres.signIn(PHONE);
    const held = { outcome: 'held' };
    await expect(accounts.linkHeldBy(undefined, person(2), PHONE)).resolves.toEqual(held);
    await expect(accounts.linkHeldBy(person(3).telegramId, person(2), PHONE)).resolves.toEqual(held);
    await expect(accounts.linkHeldBy(person(2).telegramId, person(2), PHONE)).resolves.toEqual(held);
    await expect(accounts.byPhone(PHONE)).resolves.toMatchObject({ telegramId: person(1).telegramId });
    await expect(postgres.endsOfSessions(PHONE)).resolves.toEqual([null]);
  });

  it('moves from the expected holder', async () => {
    await expect(accounts.linkHeldBy(undefined, person(1), PHONE)).resolves.toEqual({ outcome: 'linked' });
    await expect(accounts.linkHeldBy(undefined, person(1), PHONE)).resolves.toEqual({ outcome: 'unchanged' });
    await postgres.signIn(PHONE);
    await expect(accounts.linkHeldBy(person(1).telegramId, person(2), PHONE)).resolves.toMatchObject({
      outcome: 'moved',
      formerChatId: person(1).chatId,
      ended: [expect.any(String)] as string[],
    });
    await expect(postgres.telegramIdOfShop(PHONE)).resolves.toBe(person(2).telegramId);
    await expect(accounts.linkHeldBy(person(2).telegramId, person(2), OTHER_PHONE)).resolves.toEqual({
      outcome: 'other_phone',
    });
  });

  it('is linked to one of twenty accounts that may not take it from another', async () => {
    const people = times(20, (i) => person(i));
    const linked = await Promise.all(people.map((each) => accounts.linkHeldBy(undefined, each, PHONE)));
    expect(linked.map(({ outcome }) => outcome).sort()).toEqual([...times(19, () => 'held'), 'linked']);
  });
});
