import { type E164, shop as shopSchema } from '@app/contract';
import { TelegramAccounts } from '@app/telegram';
import { freshDatabase, type TestDatabase } from '@app/testing';
import { Client } from 'pg';
import type { EntityManager } from 'typeorm';
import { Shops } from './shops';
import { type SignedIn, ShopsOnPostgres } from './spec/shops-on-postgres';

const PHONE = '+77011234567' as E164;
const OTHER_PHONE = '+77017654321' as E164;
const ENDED = { code: 'token_invalid' };

describe('shops', () => {
  const shops = new Shops();
  let store: TestDatabase;
  let it_: ShopsOnPostgres;
  let ours: SignedIn;
  let theirs: SignedIn;

  beforeEach(async () => {
    store = await freshDatabase();
    it_ = await ShopsOnPostgres.open(store.url);
    [ours, theirs] = [await it_.signIn(PHONE), await it_.signIn(OTHER_PHONE)];
  });
  afterEach(async () => {
    await it_.close();
    await store.drop();
  });

  const get = ({ shopId }: SignedIn) => it_.run(shopId, (manager) => shops.get(manager, shopId));
  const change = ({ shopId }: SignedIn, patch: Parameters<Shops['change']>[2]) =>
    it_.run(shopId, (manager) => shops.change(manager, shopId, patch));
  const erase = (claims: SignedIn) => it_.run(claims.shopId, (manager) => shops.erase(manager, claims));

  it('look the same through the repository and through the function of sign-ins', async () => {
    await new TelegramAccounts(it_.database).link(
      { telegramId: 1, chatId: 1, username: 'anna', firstName: 'Anna' },
      PHONE,
    );
    const plan = `update shops set plan = 'pro', plan_expires_at = now() + interval '1 day' where phone = $1`;
    await it_.asOwner(plan, [PHONE]);
    for (const each of [ours, theirs]) {
      const shown = await get(each);
      expect(shopSchema.strict().parse(shown)).toEqual(shown);
      const { planExpiresAt, createdAt, lastLoginAt, ...view } = (await it_.viewOf(each)) as Record<
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

  it('keep in their profile what a change leaves out', async () => {
    const shop = await get(ours);
    const changed = { ...shop, name: 'Шай', currency: 'UZS' };
    await expect(change(ours, { name: 'Шай', currency: 'UZS' })).resolves.toEqual(changed);
    await expect(change(ours, {})).resolves.toEqual(changed);
    await expect(get(ours)).resolves.toEqual(changed);
  });

  it('are read in one round trip, and changed in two, beside those of the transaction', async () => {
    const query = jest.spyOn(Client.prototype, 'query');
    try {
      const roundTrips = (work: (manager: EntityManager) => Promise<unknown>) =>
        it_.run(ours.shopId, async (manager) => {
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

  it('are not read or changed in the transaction of another shop', async () => {
    const { shopId } = theirs;
    await expect(it_.run(ours.shopId, (manager) => shops.find(manager, { id: shopId }))).resolves.toBeNull();
    await expect(
      it_.run(ours.shopId, (manager) => shops.change(manager, shopId, { name: 'Taken' })),
    ).rejects.toMatchObject(ENDED);
    await expect(get(theirs)).resolves.toMatchObject({ name: '' });
  });

  it.each([
    ['an hour ago', 'free', `now() - interval '1 hour'`],
    ['in an hour', 'pro', `now() + interval '1 hour'`],
    ['never', 'pro', 'null'],
  ])('count a plan that expires %s as %s', async (_, plan, expiry) => {
    await it_.asOwner(`update shops set plan = 'pro', plan_expires_at = ${expiry} where id = $1`, [
      ours.shopId,
    ]);
    await expect(get(ours)).resolves.toMatchObject({ plan });
    await expect(it_.viewOf(ours)).resolves.toMatchObject({ plan });
  });

  it('have their plan set once, though 20 operators set the same plan at the same time', async () => {
    const to = { plan: 'pro', planExpiresAt: new Date('2099-01-01') } as const;
    const set = await Promise.all(
      Array.from({ length: 20 }, () =>
        it_.operator.transaction((manager) => shops.setPlan(manager, ours.shopId, to)),
      ),
    );
    expect(set.filter((one) => one?.isChanged)).toHaveLength(1);
    await expect(get(ours)).resolves.toMatchObject({
      plan: 'pro',
      planExpiresAt: '2099-01-01T00:00:00.000Z',
    });
    await expect(get(theirs)).resolves.toMatchObject({ plan: 'free' });
  });

  it('do not let the services set a plan', async () => {
    const set = it_.run(ours.shopId, (manager) =>
      shops.setPlan(manager, ours.shopId, { plan: 'pro', planExpiresAt: null }),
    );
    await expect(set).rejects.toThrow('permission denied');
  });

  it('are erased once, with their sessions, their activity and their owner in Telegram, and nobody else', async () => {
    const accounts = new TelegramAccounts(it_.database);
    await accounts.link({ telegramId: 1, chatId: 1 }, PHONE);
    await accounts.link({ telegramId: 2, chatId: 2 }, OTHER_PHONE);
    const mixed = { shopId: theirs.shopId, sessionId: ours.sessionId };
    await expect(erase(mixed)).rejects.toMatchObject(ENDED);
    const erasures = await Promise.allSettled(Array.from({ length: 50 }, () => erase(ours)));
    expect(erasures.filter(({ status }) => status === 'fulfilled')).toEqual([
      { status: 'fulfilled', value: [ours.sessionId] },
    ]);
    for (const table of ['shops', 'sessions', 'telegram_accounts'])
      await expect(it_.asOwner(`select from ${table}`)).resolves.toHaveLength(1);
    await expect(it_.asOwner('select distinct shop_id from activity')).resolves.toEqual([
      { shop_id: theirs.shopId },
    ]);
    const again = await it_.signIn(PHONE);
    expect(again.shopId).not.toBe(ours.shopId);
    await expect(get(again)).resolves.toMatchObject({ telegram: { linked: false } });
  });
});
