import { type E164, shop as shopSchema } from '@app/contract';
import { TelegramAccounts } from '@app/telegram';
import { freshDatabase, type TestDatabase } from '@app/testing';
import { Client } from 'pg';
import type { EntityManager } from 'typeorm';
import { ShopOfAccount } from './shop-of-account';
import { Shops } from './shops';
import { type SignedIn, ShopsOnPostgres } from './spec/shops-on-postgres';

const PHONE = '+77011234567' as E164;
const OTHER_PHONE = '+77017654321' as E164;
const ENDED = { code: 'token_invalid' };

describe('shops', () => {
  const shops = new Shops();
  let database: TestDatabase;
  let fixture: ShopsOnPostgres;
  let ours: SignedIn;
  let theirs: SignedIn;

  beforeAll(async () => {
    database = await freshDatabase();
    fixture = await ShopsOnPostgres.open(database.url);
  });
  beforeEach(async () => {
    [ours, theirs] = [await fixture.signIn(PHONE), await fixture.signIn(OTHER_PHONE)];
  });
  afterEach(() => database.clear());
  afterAll(async () => {
    await fixture?.close();
    await database?.drop();
  });

  const get = ({ shopId }: SignedIn) => fixture.run(shopId, (manager) => shops.get(manager, shopId));
  const change = ({ shopId }: SignedIn, patch: Parameters<Shops['change']>[2]) =>
    fixture.run(shopId, (manager) => shops.change(manager, shopId, patch));
  const erase = (claims: SignedIn) => fixture.run(claims.shopId, (manager) => shops.erase(manager, claims));

  it('look the same through the repository and through SQL functions', async () => {
    await new TelegramAccounts(fixture.database).link(
      { telegramId: 1, chatId: 1, username: 'anna', firstName: 'Anna' },
      PHONE,
    );
    const plan = `update shops set plan = 'pro', plan_expires_at = now() + interval '1 day' where phone = $1`;
    await fixture.asOwner(plan, [PHONE]);
    for (const each of [ours, theirs]) {
      const shown = await get(each);
      expect(shopSchema.strict().parse(shown)).toEqual(shown);
      const { planExpiresAt, createdAt, lastLoginAt, ...view } = (await fixture.viewOf(each)) as Record<
        string,
        string | null
      >;
      const instants = Object.fromEntries(
        Object.entries({ planExpiresAt, createdAt, lastLoginAt }).map(([name, value]) => [
          name,
          value && new Date(value).toISOString(),
        ]),
      );
      expect(shown).toEqual({ ...view, ...instants });
    }
    await expect(get(ours)).resolves.toMatchObject({
      plan: 'pro',
      telegram: { linked: true, username: 'anna', firstName: 'Anna' },
    });
  });

  it('are read by the Telegram account that has their phone, and by no other', async () => {
    const accounts = new TelegramAccounts(fixture.database);
    const found = (telegramId: number) => new ShopOfAccount(fixture.database).find(telegramId);
    await accounts.link({ telegramId: 1, chatId: 1 }, PHONE);
    await accounts.link({ telegramId: 2, chatId: 2 }, OTHER_PHONE);
    await accounts.link({ telegramId: 3, chatId: 3 }, '+77010000003' as E164);
    await change(ours, { name: 'Шай' });
    await fixture.asOwner(`update shops set plan = 'pro', plan_expires_at = '2099-01-01Z' where phone = $1`, [
      PHONE,
    ]);
    await expect(found(1)).resolves.toEqual({
      ...{ name: 'Шай', plan: 'pro', planExpiresAt: new Date('2099-01-01') },
      ...{ language: 'kk', currency: 'KZT', timezone: 'Asia/Almaty' },
    });
    await expect(found(2)).resolves.toMatchObject({ name: '', plan: 'free', planExpiresAt: null });
    for (const without of [3, 4]) await expect(found(without)).resolves.toBeUndefined();
  });

  it('keep the fields that a change leaves out', async () => {
    const shop = await get(ours);
    const changed = { ...shop, name: 'Шай', currency: 'UZS' };
    await expect(change(ours, { name: 'Шай', currency: 'UZS' })).resolves.toEqual(changed);
    await expect(change(ours, {})).resolves.toEqual(changed);
    await expect(get(ours)).resolves.toEqual(changed);
  });

  it('are read in one round trip and changed in two', async () => {
    const query = jest.spyOn(Client.prototype, 'query');
    try {
      const roundTrips = (work: (manager: EntityManager) => Promise<unknown>) =>
        fixture.run(ours.shopId, async (manager) => {
          query.mockClear();
          await work(manager);
          return query.mock.calls.length;
        });
      await expect(roundTrips((manager) => shops.get(manager, ours.shopId))).resolves.toBe(1);
      await expect(
        roundTrips((manager) => shops.change(manager, ours.shopId, { name: 'Tea' })),
      ).resolves.toBe(2);
    } finally {
      query.mockRestore();
    }
  });

  it('cannot be read or changed in the transaction of another shop', async () => {
    const { shopId } = theirs;
    await expect(
      fixture.run(ours.shopId, (manager) => shops.find(manager, { id: shopId })),
    ).resolves.toBeNull();
    await expect(
      fixture.run(ours.shopId, (manager) => shops.change(manager, shopId, { name: 'Taken' })),
    ).rejects.toMatchObject(ENDED);
    await expect(get(theirs)).resolves.toMatchObject({ name: '' });
  });

  it.each([
    ['an hour ago', 'free', `now() - interval '1 hour'`],
    ['in an hour', 'pro', `now() + interval '1 hour'`],
    ['never', 'pro', 'null'],
  ])('count a plan that expires %s as %s', async (_, plan, expiry) => {
    await fixture.asOwner(`update shops set plan = 'pro', plan_expires_at = ${expiry} where id = $1`, [
      ours.shopId,
    ]);
    await expect(get(ours)).resolves.toMatchObject({ plan });
    await expect(fixture.viewOf(ours)).resolves.toMatchObject({ plan });
  });

  it('report one change when 20 operators set the same plan at once', async () => {
    const to = { plan: 'pro', planExpiresAt: new Date('2099-01-01') } as const;
    const set = await Promise.all(
      Array.from({ length: 20 }, () =>
        fixture.operator.transaction((manager) => shops.setPlan(manager, ours.shopId, to)),
      ),
    );
    expect(set.filter((result) => result?.isChanged)).toHaveLength(1);
    await expect(get(ours)).resolves.toMatchObject({
      plan: 'pro',
      planExpiresAt: '2099-01-01T00:00:00.000Z',
    });
    await expect(get(theirs)).resolves.toMatchObject({ plan: 'free' });
  });

  it('do not let the services set a plan', async () => {
    const set = fixture.run(ours.shopId, (manager) =>
      shops.setPlan(manager, ours.shopId, { plan: 'pro', planExpiresAt: null }),
    );
    await expect(set).rejects.toThrow('permission denied');
  });

  it('are deleted once for an operator, with all their rows and nothing else', async () => {
    const accounts = new TelegramAccounts(fixture.database);
    await accounts.link({ telegramId: 1, chatId: 11 }, PHONE);
    await accounts.link({ telegramId: 2, chatId: 2 }, OTHER_PHONE);
    const remove = () =>
      fixture.asOwner<{ deleted: unknown }>('select delete_shop($1) as deleted', [ours.shopId]);
    const deletions = await Promise.all(Array.from({ length: 50 }, remove));
    expect(deletions.flat().filter(({ deleted }) => deleted !== null)).toEqual([
      {
        deleted: {
          phone: PHONE,
          owner: { telegramId: 1, chatId: 11, language: expect.any(String) as string },
          ended: [ours.sessionId],
        },
      },
    ]);
    for (const table of ['shops', 'sessions', 'telegram_accounts'])
      await expect(fixture.asOwner(`select from ${table}`)).resolves.toHaveLength(1);
    await expect(
      fixture.run(theirs.shopId, (manager) => shops.delete(manager, theirs.shopId)),
    ).rejects.toThrow('permission denied');
  });

  it('are erased once with all their rows and nothing else', async () => {
    const accounts = new TelegramAccounts(fixture.database);
    await accounts.link({ telegramId: 1, chatId: 1 }, PHONE);
    await accounts.link({ telegramId: 2, chatId: 2 }, OTHER_PHONE);
    const mixed = { shopId: theirs.shopId, sessionId: ours.sessionId };
    await expect(erase(mixed)).rejects.toMatchObject(ENDED);
    const erasures = await Promise.allSettled(Array.from({ length: 50 }, () => erase(ours)));
    expect(erasures.filter(({ status }) => status === 'fulfilled')).toEqual([
      { status: 'fulfilled', value: [ours.sessionId] },
    ]);
    for (const table of ['shops', 'sessions', 'telegram_accounts'])
      await expect(fixture.asOwner(`select from ${table}`)).resolves.toHaveLength(1);
    await expect(fixture.asOwner('select distinct shop_id from activity')).resolves.toEqual([
      { shop_id: theirs.shopId },
    ]);
    const again = await fixture.signIn(PHONE);
    expect(again.shopId).not.toBe(ours.shopId);
    await expect(get(again)).resolves.toMatchObject({ telegram: { linked: false } });
  });
});
