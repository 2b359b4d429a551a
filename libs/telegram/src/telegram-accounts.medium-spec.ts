import { Client } from 'pg';
import { OTHER_PHONE, person, PHONE, useAccounts } from './spec/accounts-on-postgres';

describe('a Telegram account', () => {
  const scene = useAccounts();

  const aigerim = person(1, { username: 'tea_shop', firstName: 'Aigerim', languageCode: 'kk' });

  it('is linked to a phone', async () => {
    await expect(scene.accounts.link(aigerim, PHONE)).resolves.toEqual({ outcome: 'linked' });
    const account = {
      telegramId: aigerim.telegramId,
      chatId: aigerim.chatId,
      phone: PHONE,
      username: 'tea_shop',
      firstName: 'Aigerim',
      languageCode: 'kk',
      chosenLanguage: null,
      isBlocked: false,
      linkedAt: expect.any(Date) as Date,
      shopLanguage: null,
      isAskedForName: false,
    };
    await expect(scene.accounts.byPhone(PHONE)).resolves.toEqual(account);
    await expect(scene.accounts.byTelegramId(aigerim.telegramId)).resolves.toEqual(account);
  });

  it('is unknown before it is linked', async () => {
    await expect(scene.accounts.byPhone(PHONE)).resolves.toBeUndefined();
    await expect(scene.accounts.byTelegramId(aigerim.telegramId)).resolves.toBeUndefined();
  });

  it('is found among accounts that are not linked', async () => {
    await scene.accounts.link(person(1), PHONE);
    await scene.accounts.link(person(2), OTHER_PHONE);
    await scene.accounts.mark(person(2).telegramId, { isBlocked: true });
    const ids = [1, 2, 3, 4].map((n) => person(n).telegramId);
    await expect(scene.accounts.linkedOf(ids)).resolves.toEqual(
      new Set([person(1).telegramId, person(2).telegramId]),
    );
    await scene.accounts.unlink(person(1).telegramId);
    await expect(scene.accounts.linkedOf(ids)).resolves.toEqual(new Set([person(2).telegramId]));
    await expect(scene.accounts.linkedOf([])).resolves.toEqual(new Set());
  });

  it('needs no name and no language', async () => {
    await scene.accounts.link(person(2), PHONE);
    await expect(scene.accounts.byPhone(PHONE)).resolves.toMatchObject({
      username: null,
      firstName: null,
      languageCode: null,
    });
  });

  it('is updated and unblocked when it is linked again', async () => {
    await scene.postgres.signIn(PHONE);
    await scene.accounts.link(aigerim, PHONE);
    await scene.accounts.mark(aigerim.telegramId, { isBlocked: true });
    const renamed = {
      ...aigerim,
      chatId: 8,
      username: 'coffee_shop',
      firstName: undefined,
      languageCode: 'en',
    };
    await expect(scene.accounts.link(renamed, PHONE)).resolves.toEqual({ outcome: 'unchanged' });
    await expect(scene.accounts.byPhone(PHONE)).resolves.toMatchObject({
      chatId: 8,
      username: 'coffee_shop',
      firstName: null,
      languageCode: 'en',
      isBlocked: false,
    });
    await expect(scene.postgres.endsOfSessions(PHONE)).resolves.toEqual([null]);
  });

  it('keeps its phone when it shares another phone', async () => {
    await scene.accounts.link(aigerim, PHONE);
    await scene.accounts.link(person(2), OTHER_PHONE);
    await expect(scene.accounts.link(aigerim, OTHER_PHONE)).resolves.toEqual({ outcome: 'other_phone' });
    await expect(scene.accounts.byTelegramId(aigerim.telegramId)).resolves.toMatchObject({ phone: PHONE });
    await expect(scene.accounts.byPhone(OTHER_PHONE)).resolves.toMatchObject({
      telegramId: person(2).telegramId,
    });
  });

  it('is copied to the shop of its phone, which may be created earlier or later', async () => {
    await scene.postgres.signIn(PHONE);
    await expect(scene.postgres.telegramIdOfShop(PHONE)).resolves.toBeNull();
    await scene.accounts.link(aigerim, PHONE);
    await expect(scene.postgres.telegramIdOfShop(PHONE)).resolves.toBe(aigerim.telegramId);

    await scene.accounts.link(person(2), OTHER_PHONE);
    await scene.postgres.signIn(OTHER_PHONE);
    await expect(scene.postgres.telegramIdOfShop(OTHER_PHONE)).resolves.toBe(person(2).telegramId);
  });

  it('has the language of the shop once the shop exists', async () => {
    await scene.accounts.link(aigerim, PHONE);
    await scene.postgres.signIn(PHONE);
    await expect(scene.accounts.byPhone(PHONE)).resolves.toMatchObject({ shopLanguage: 'kk' });
    await scene.postgres.asOwner(`update shops set language = 'uz'`);
    await expect(scene.accounts.byTelegramId(aigerim.telegramId)).resolves.toMatchObject({
      shopLanguage: 'uz',
    });
  });

  describe('that is unlinked', () => {
    it('loses its phone, and the sessions of its shop end', async () => {
      await scene.accounts.link(aigerim, PHONE);
      await scene.accounts.link(person(2), OTHER_PHONE);
      await scene.postgres.signIn(PHONE);
      await scene.postgres.signIn(OTHER_PHONE);
      await expect(scene.accounts.unlink(aigerim.telegramId)).resolves.toEqual({
        phone: PHONE,
        shopId: await scene.postgres.shopIdOf(PHONE),
        ended: [expect.any(String)],
      });
      await expect(scene.accounts.byPhone(PHONE)).resolves.toBeUndefined();
      await expect(scene.postgres.telegramIdOfShop(PHONE)).resolves.toBeNull();
      await expect(scene.postgres.endsOfSessions(PHONE)).resolves.toEqual(['unlinked']);
      await expect(scene.postgres.endsOfSessions(OTHER_PHONE)).resolves.toEqual([null]);
      // Both are recorded in one transaction, at one instant, so their order is not defined.
      const [opened, ...together] = await scene.postgres.eventsOf(PHONE);
      expect([opened, ...together.sort()]).toEqual([
        ...['session_opened', 'session_ended', 'telegram_unlinked'],
      ]);
      await expect(scene.accounts.unlink(aigerim.telegramId)).resolves.toBeUndefined();
    });

    it('ends no session where the phone has no shop', async () => {
      await scene.accounts.link(aigerim, PHONE);
      await expect(scene.accounts.unlink(aigerim.telegramId)).resolves.toEqual({
        phone: PHONE,
        shopId: null,
        ended: [],
      });
    });

    it('leaves no session open when the phone signs in at the same time', async () => {
      for (let round = 0; round < 20; round++) {
        await scene.accounts.link(aigerim, PHONE);
        await Promise.all([
          scene.postgres.signIn(PHONE, { chatId: aigerim.chatId }),
          scene.accounts.unlink(aigerim.telegramId),
        ]);
        const ends = await scene.postgres.endsOfSessions(PHONE);
        expect(ends.filter((reason) => reason === null)).toEqual([]);
      }
    });

    it('can be linked to another phone', async () => {
      await scene.postgres.signIn(PHONE);
      await scene.postgres.signIn(OTHER_PHONE);
      await scene.accounts.link(aigerim, PHONE);
      await scene.accounts.unlink(aigerim.telegramId);
      await expect(scene.accounts.link(aigerim, OTHER_PHONE)).resolves.toEqual({ outcome: 'linked' });
      await expect(scene.postgres.telegramIdOfShop(PHONE)).resolves.toBeNull();
      await expect(scene.postgres.telegramIdOfShop(OTHER_PHONE)).resolves.toBe(aigerim.telegramId);
    });
  });

  describe('whose person blocks the bot', () => {
    const blockedAt = async (): Promise<Date | null> =>
      (
        await scene.postgres.asOwner<{ at: Date | null }>('select blocked_at as at from telegram_accounts')
      )[0]!.at;

    beforeEach(() => scene.accounts.link(aigerim, PHONE));

    it('keeps the time of the first block until it is unblocked', async () => {
      await scene.accounts.mark(aigerim.telegramId, { isBlocked: true });
      await expect(scene.accounts.byPhone(PHONE)).resolves.toMatchObject({ isBlocked: true });
      const since = await blockedAt();
      await scene.accounts.mark(aigerim.telegramId, { isBlocked: true });
      await expect(blockedAt()).resolves.toEqual(since);

      await scene.accounts.mark(aigerim.telegramId, { isBlocked: false });
      await scene.accounts.mark(aigerim.telegramId, { isBlocked: false });
      await expect(scene.accounts.byPhone(PHONE)).resolves.toMatchObject({ isBlocked: false });
      await expect(blockedAt()).resolves.toBeNull();
    });

    it('is not affected when an account without a link blocks the bot', async () => {
      await scene.accounts.mark(person(2).telegramId, { isBlocked: true });
      await expect(scene.accounts.byPhone(PHONE)).resolves.toMatchObject({ isBlocked: false });
    });
  });

  it('costs one round trip to Postgres for each method', async () => {
    const id = aigerim.telegramId;
    const calls = [
      () => scene.accounts.link(aigerim, PHONE),
      () => scene.accounts.link(person(2), PHONE),
      () => scene.accounts.byPhone(PHONE),
      () => scene.accounts.byTelegramId(id),
      () => scene.accounts.mark(id, { isBlocked: true }),
      () => scene.accounts.chooseLanguage(id, 'kk'),
      () => scene.accounts.closeNameQuestion(id),
      () => scene.accounts.unlink(id),
    ];
    const query = jest.spyOn(Client.prototype, 'query');
    for (const call of calls) await call();
    expect(query).toHaveBeenCalledTimes(calls.length);
    query.mockRestore();
  });
});
