import { Client } from 'pg';
import { AccountsOnPostgres, OTHER_PHONE, person, PHONE } from './spec/accounts-on-postgres';
import type { TelegramAccounts } from './telegram-accounts';

describe('a Telegram account', () => {
  let postgres: AccountsOnPostgres;
  let accounts: TelegramAccounts;

  beforeEach(async () => {
    postgres = await AccountsOnPostgres.open();
    ({ accounts } = postgres);
  });
  afterEach(() => postgres.close());

  const aigerim = person(1, { username: 'tea_shop', firstName: 'Aigerim', languageCode: 'kk' });

  it('is linked to a phone', async () => {
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

  it('is unknown before it is linked', async () => {
    await expect(accounts.byPhone(PHONE)).resolves.toBeUndefined();
    await expect(accounts.byTelegramId(aigerim.telegramId)).resolves.toBeUndefined();
  });

  it('is found among accounts that are not linked', async () => {
    await accounts.link(person(1), PHONE);
    await accounts.link(person(2), OTHER_PHONE);
    await accounts.mark(person(2).telegramId, { isBlocked: true });
    const ids = [1, 2, 3, 4].map((n) => person(n).telegramId);
    await expect(accounts.linkedOf(ids)).resolves.toEqual(
      new Set([person(1).telegramId, person(2).telegramId]),
    );
    await accounts.unlink(person(1).telegramId);
    await expect(accounts.linkedOf(ids)).resolves.toEqual(new Set([person(2).telegramId]));
    await expect(accounts.linkedOf([])).resolves.toEqual(new Set());
  });

  it('needs no name and no language', async () => {
    await accounts.link(person(2), PHONE);
    await expect(accounts.byPhone(PHONE)).resolves.toMatchObject({
      username: null,
      firstName: null,
      languageCode: null,
    });
  });

  it('is updated and unblocked when it is linked again', async () => {
    await postgres.signIn(PHONE);
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
    await expect(postgres.endsOfSessions(PHONE)).resolves.toEqual([null]);
  });

  it('keeps its phone when it shares another phone', async () => {
    await accounts.link(aigerim, PHONE);
    await accounts.link(person(2), OTHER_PHONE);
    await expect(accounts.link(aigerim, OTHER_PHONE)).resolves.toEqual({ outcome: 'other_phone' });
    await expect(accounts.byTelegramId(aigerim.telegramId)).resolves.toMatchObject({ phone: PHONE });
    await expect(accounts.byPhone(OTHER_PHONE)).resolves.toMatchObject({ telegramId: person(2).telegramId });
  });

  it('is copied to the shop of its phone, which may be created earlier or later', async () => {
    await postgres.signIn(PHONE);
    await expect(postgres.telegramIdOfShop(PHONE)).resolves.toBeNull();
    await accounts.link(aigerim, PHONE);
    await expect(postgres.telegramIdOfShop(PHONE)).resolves.toBe(aigerim.telegramId);

    await accounts.link(person(2), OTHER_PHONE);
    await postgres.signIn(OTHER_PHONE);
    await expect(postgres.telegramIdOfShop(OTHER_PHONE)).resolves.toBe(person(2).telegramId);
  });

  it('has the language of the shop once the shop exists', async () => {
    await accounts.link(aigerim, PHONE);
    await postgres.signIn(PHONE);
    await expect(accounts.byPhone(PHONE)).resolves.toMatchObject({ shopLanguage: 'kk' });
    await postgres.asOwner(`update shops set language = 'uz'`);
    await expect(accounts.byTelegramId(aigerim.telegramId)).resolves.toMatchObject({ shopLanguage: 'uz' });
  });

  describe('that is unlinked', () => {
    it('loses its phone and leaves the sessions as they are', async () => {
      await accounts.link(aigerim, PHONE);
      await postgres.signIn(PHONE);
      await expect(accounts.unlink(aigerim.telegramId)).resolves.toBe(PHONE);
      await expect(accounts.byPhone(PHONE)).resolves.toBeUndefined();
      await expect(postgres.telegramIdOfShop(PHONE)).resolves.toBeNull();
      await expect(postgres.endsOfSessions(PHONE)).resolves.toEqual([null]);
      await expect(accounts.unlink(aigerim.telegramId)).resolves.toBeUndefined();
    });

    it('can be linked to another phone', async () => {
      await postgres.signIn(PHONE);
      await postgres.signIn(OTHER_PHONE);
      await accounts.link(aigerim, PHONE);
      await accounts.unlink(aigerim.telegramId);
      await expect(accounts.link(aigerim, OTHER_PHONE)).resolves.toEqual({ outcome: 'linked' });
      await expect(postgres.telegramIdOfShop(PHONE)).resolves.toBeNull();
      await expect(postgres.telegramIdOfShop(OTHER_PHONE)).resolves.toBe(aigerim.telegramId);
    });
  });

  describe('whose person blocks the bot', () => {
    const blockedAt = async (): Promise<Date | null> =>
      (await postgres.asOwner<{ at: Date | null }>('select blocked_at as at from telegram_accounts'))[0]!.at;

    beforeEach(() => accounts.link(aigerim, PHONE));

    it('keeps the time of the first block until it is unblocked', async () => {
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

    it('is not affected when an account without a link blocks the bot', async () => {
      await accounts.mark(person(2).telegramId, { isBlocked: true });
      await expect(accounts.byPhone(PHONE)).resolves.toMatchObject({ isBlocked: false });
    });
  });

  it('costs one round trip to Postgres for each method', async () => {
    const id = aigerim.telegramId;
    const calls = [
      () => accounts.link(aigerim, PHONE),
      () => accounts.link(person(2), PHONE),
      () => accounts.byPhone(PHONE),
      () => accounts.byTelegramId(id),
      () => accounts.mark(id, { isBlocked: true }),
      () => accounts.unlink(id),
    ];
    const query = jest.spyOn(Client.prototype, 'query');
    for (const call of calls) await call();
    expect(query).toHaveBeenCalledTimes(calls.length);
    query.mockRestore();
  });
});
