import { Client } from 'pg';
import { freshDatabase, type TestDatabase } from '@app/testing';
import { AccountsOnPostgres, OTHER_PHONE, person, PHONE } from './spec/accounts-on-postgres';
import type { TelegramAccounts } from './telegram-accounts';

describe('a Telegram account', () => {
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

  const aigerim = person(1, { username: 'tea_shop', firstName: 'Aigerim', languageCode: 'kk' });

  it('is linked to the phone that its person has proved to hold', async () => {
    await expect(accounts.link(aigerim, PHONE)).resolves.toEqual({ outcome: 'linked' });
    const account = {
      telegramId: aigerim.telegramId,
      chatId: aigerim.chatId,
      phone: PHONE,
      username: 'tea_shop',
      firstName: 'Aigerim',
      languageCode: 'kk',
      isBlocked: false,
      shopLanguage: null,
    };
    await expect(accounts.byPhone(PHONE)).resolves.toEqual(account);
    await expect(accounts.byTelegramId(aigerim.telegramId)).resolves.toEqual(account);
  });

  it('is not known before', async () => {
    await expect(accounts.byPhone(PHONE)).resolves.toBeUndefined();
    await expect(accounts.byTelegramId(aigerim.telegramId)).resolves.toBeUndefined();
  });

  it('is found among many accounts, some of which are not linked', async () => {
    await accounts.link(person(1), PHONE);
    await accounts.link(person(2), OTHER_PHONE);
    await accounts.mark(person(2).telegramId, { isBlocked: true });
    const asked = [1, 2, 3, 4].map((n) => person(n).telegramId);
    await expect(accounts.linkedOf(asked)).resolves.toEqual(
      new Set([person(1).telegramId, person(2).telegramId]),
    );
    await accounts.unlink(person(1).telegramId);
    await expect(accounts.linkedOf(asked)).resolves.toEqual(new Set([person(2).telegramId]));
    await expect(accounts.linkedOf([])).resolves.toEqual(new Set());
  });

  it('may hide everything but its id', async () => {
    await accounts.link(person(2), PHONE);
    await expect(accounts.byPhone(PHONE)).resolves.toMatchObject({
      username: null,
      firstName: null,
      languageCode: null,
    });
  });

  it('has the new data of its person after it is linked again, and is no longer blocked', async () => {
    await it_.signIn(PHONE);
    await accounts.link(aigerim, PHONE);
    await accounts.mark(aigerim.telegramId, { isBlocked: true });
    const renamed = {
      ...aigerim,
      chatId: 8,
      username: 'coffee_shop',
      firstName: undefined,
      languageCode: 'en',
    };
    await expect(accounts.link(renamed, PHONE)).resolves.toEqual({ outcome: 'unchanged' });
    await expect(accounts.byPhone(PHONE)).resolves.toMatchObject({
      chatId: 8,
      username: 'coffee_shop',
      firstName: null,
      languageCode: 'en',
      isBlocked: false,
    });
    await expect(it_.endsOfSessions(PHONE)).resolves.toEqual([null]);
  });

  it('keeps its phone when it shares another', async () => {
    await accounts.link(aigerim, PHONE);
    await accounts.link(person(2), OTHER_PHONE);
    await expect(accounts.link(aigerim, OTHER_PHONE)).resolves.toEqual({ outcome: 'other_phone' });
    await expect(accounts.byTelegramId(aigerim.telegramId)).resolves.toMatchObject({ phone: PHONE });
    await expect(accounts.byPhone(OTHER_PHONE)).resolves.toMatchObject({ telegramId: person(2).telegramId });
  });

  it('is copied to the shop of the phone, whichever of them came first', async () => {
    await it_.signIn(PHONE);
    await expect(it_.telegramIdOfShop(PHONE)).resolves.toBeNull();
    await accounts.link(aigerim, PHONE);
    await expect(it_.telegramIdOfShop(PHONE)).resolves.toBe(aigerim.telegramId);

    await accounts.link(person(2), OTHER_PHONE);
    await it_.signIn(OTHER_PHONE);
    await expect(it_.telegramIdOfShop(OTHER_PHONE)).resolves.toBe(person(2).telegramId);
  });

  it('has the language of the shop, as soon as there is one', async () => {
    await accounts.link(aigerim, PHONE);
    await it_.signIn(PHONE);
    await expect(accounts.byPhone(PHONE)).resolves.toMatchObject({ shopLanguage: 'kk' });
    await it_.asOwner(`update shops set language = 'uz'`);
    await expect(accounts.byTelegramId(aigerim.telegramId)).resolves.toMatchObject({ shopLanguage: 'uz' });
  });

  describe('that is unlinked', () => {
    it('gives the phone back, and leaves the sessions as they are', async () => {
      await accounts.link(aigerim, PHONE);
      await it_.signIn(PHONE);
      await expect(accounts.unlink(aigerim.telegramId)).resolves.toBe(PHONE);
      await expect(accounts.byPhone(PHONE)).resolves.toBeUndefined();
      await expect(it_.telegramIdOfShop(PHONE)).resolves.toBeNull();
      await expect(it_.endsOfSessions(PHONE)).resolves.toEqual([null]);
      await expect(accounts.unlink(aigerim.telegramId)).resolves.toBeUndefined();
    });

    it('may be linked to another phone, and then has its shop', async () => {
      await it_.signIn(PHONE);
      await it_.signIn(OTHER_PHONE);
      await accounts.link(aigerim, PHONE);
      await accounts.unlink(aigerim.telegramId);
      await expect(accounts.link(aigerim, OTHER_PHONE)).resolves.toEqual({ outcome: 'linked' });
      await expect(it_.telegramIdOfShop(PHONE)).resolves.toBeNull();
      await expect(it_.telegramIdOfShop(OTHER_PHONE)).resolves.toBe(aigerim.telegramId);
    });
  });

  describe('whose person blocks the bot', () => {
    const blockedAt = async (): Promise<Date | null> =>
      (await it_.asOwner<{ at: Date | null }>('select blocked_at as at from telegram_accounts'))[0]!.at;

    beforeEach(() => accounts.link(aigerim, PHONE));

    it('is blocked since the first time, until the bot is unblocked', async () => {
      await accounts.mark(aigerim.telegramId, { isBlocked: true });
      await expect(accounts.byPhone(PHONE)).resolves.toMatchObject({ isBlocked: true });
      const since = await blockedAt();
      await accounts.mark(aigerim.telegramId, { isBlocked: true });
      await expect(blockedAt()).resolves.toEqual(since);

      await accounts.mark(aigerim.telegramId, { isBlocked: false });
      await accounts.mark(aigerim.telegramId, { isBlocked: false });
      await expect(accounts.byPhone(PHONE)).resolves.toMatchObject({ isBlocked: false });
      await expect(blockedAt()).resolves.toBeNull();
    });

    it('is the only one that is blocked: an account without a link changes nothing', async () => {
      await accounts.mark(person(2).telegramId, { isBlocked: true });
      await expect(accounts.byPhone(PHONE)).resolves.toMatchObject({ isBlocked: false });
    });
  });

  it('costs one round trip to Postgres, whatever is done with it', async () => {
    const id = aigerim.telegramId;
    const verbs = [
      () => accounts.link(aigerim, PHONE),
      () => accounts.link(person(2), PHONE),
      () => accounts.byPhone(PHONE),
      () => accounts.byTelegramId(id),
      () => accounts.mark(id, { isBlocked: true }),
      () => accounts.unlink(id),
    ];
    const query = jest.spyOn(Client.prototype, 'query');
    for (const verb of verbs) await verb();
    expect(query).toHaveBeenCalledTimes(verbs.length);
    query.mockRestore();
  });
});
