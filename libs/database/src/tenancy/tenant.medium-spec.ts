import { ActivityEntry, Session } from '@app/session';
import { Shop } from '@app/shop';
import { asOwner, freshDatabase, type TestDatabase, until } from '@app/testing';
import type { EntityManager } from 'typeorm';
import type { Database } from '../connection/database';
import { booted, closeDatabases } from '../spec/databases';
import { type OpenedShop, openShop } from '../spec/shops';
import { Tenant } from './tenant';

const TABLES = ['shops', 'sessions', 'activity'] as const;

describe('work for a shop', () => {
  let store: TestDatabase;
  let database: Database;
  let tenant: Tenant;
  let ours: OpenedShop;
  let theirs: OpenedShop;

  beforeAll(async () => {
    store = await freshDatabase();
    database = await booted(store.url, { entities: [Shop, Session, ActivityEntry] });
    tenant = new Tenant(database);
    ours = await openShop(database, '+77011111111');
    theirs = await openShop(database, '+77022222222');
  });
  afterAll(async () => {
    await closeDatabases();
    await store.drop();
  });

  const shopsIn = async (manager: EntityManager, table: string): Promise<string[]> => {
    const column = table === 'shops' ? 'id' : 'shop_id';
    const rows = await manager.query<{ shop: string }[]>(`select distinct ${column} as shop from ${table}`);
    return rows.map(({ shop }) => shop);
  };
  const visible = async (manager: EntityManager): Promise<string[]> => {
    const shops: string[] = [];
    for (const table of TABLES) shops.push(...(await shopsIn(manager, table)));
    return shops;
  };
  const nameOf = async ({ shopId }: OpenedShop): Promise<unknown> =>
    (await asOwner(store.url, 'select name from shops where id = $1', [shopId]))[0]!['name'];

  describe.each(TABLES)('sees in %s', (table) => {
    it('all of its own rows and no others', async () => {
      await expect(tenant.run(ours.shopId, (manager) => shopsIn(manager, table))).resolves.toEqual([
        ours.shopId,
      ]);
      await expect(tenant.run(theirs.shopId, (manager) => shopsIn(manager, table))).resolves.toEqual([
        theirs.shopId,
      ]);
    });

    it.each(['0193f3a0-0000-7000-8000-000000000001', ''])(
      'nothing as the unknown shop "%s"',
      async (nobody) => {
        await expect(tenant.run(nobody, (manager) => shopsIn(manager, table))).resolves.toEqual([]);
      },
    );

    it('nothing outside of Tenant.run', async () => {
      await expect(database.query(`select from ${table}`)).resolves.toEqual([]);
    });
  });

  it('reads the same rows through entities and through SQL', async () => {
    const found = await tenant.run(ours.shopId, async (manager) => [
      await manager.findBy(Shop, {}),
      await manager.findBy(Session, {}),
      await manager.findBy(ActivityEntry, {}),
    ]);
    expect(found).toMatchObject([
      [{ id: ours.shopId, phone: '+77011111111', telegramId: null }],
      [{ id: ours.sessionId, shopId: ours.shopId, generation: 1 }],
      [{ shopId: ours.shopId, event: 'session_opened' }],
    ]);
  });

  it('writes its own rows, also through entities', async () => {
    const before = await tenant.run(ours.shopId, (manager) => manager.findOneByOrFail(Shop, {}));
    await tenant.run(ours.shopId, async (manager) => {
      await manager.update(Shop, { id: ours.shopId }, { name: 'Updated' });
      await manager.insert(ActivityEntry, { shopId: ours.shopId, event: 'session_ended' });
      await manager.save(Object.assign(await manager.findOneByOrFail(Shop, {}), { name: 'Our shop' }));
    });
    const after = await tenant.run(ours.shopId, (manager) => manager.findOneByOrFail(Shop, {}));
    expect(after.name).toBe('Our shop');
    expect(after.updatedAt.getTime()).toBeGreaterThan(before.updatedAt.getTime());
  });

  it("does not change another shop's rows by their ids", async () => {
    const name = await nameOf(theirs);
    const changed = await tenant.run(ours.shopId, (manager) =>
      manager.update(Shop, { id: theirs.shopId }, { name: 'Taken over' }),
    );
    expect(changed.affected).toBe(0);
    await expect(nameOf(theirs)).resolves.toBe(name);
  });

  it('may not write a row for another shop', async () => {
    const forTheirs = (manager: EntityManager) =>
      manager.insert(ActivityEntry, { shopId: theirs.shopId, event: 'session_ended' });
    await expect(tenant.run(ours.shopId, forTheirs)).rejects.toThrow('violates row-level security policy');
    await expect(
      database.query(`insert into activity (shop_id, event) values ($1, 'session_ended')`, [theirs.shopId]),
    ).rejects.toThrow('violates row-level security policy');
  });

  it('is rolled back when it fails', async () => {
    const name = await nameOf(ours);
    const failing = tenant.run(ours.shopId, async (manager) => {
      await manager.update(Shop, { id: ours.shopId }, { name: 'Half done' });
      throw new Error('the other half failed');
    });
    await expect(failing).rejects.toThrow('the other half failed');
    await expect(nameOf(ours)).resolves.toBe(name);
  });

  it('keeps its shop and its earlier changes after the rollback of a transaction within it', async () => {
    await tenant.run(ours.shopId, async (manager) => {
      const failing = manager.transaction(async (inner) => {
        await inner.update(Shop, { id: ours.shopId }, { name: 'Half done' });
        throw new Error('the inner part failed');
      });
      await expect(failing).rejects.toThrow('the inner part failed');
      await expect(shopsIn(manager, 'shops')).resolves.toEqual([ours.shopId]);
    });
    await expect(nameOf(ours)).resolves.not.toBe('Half done');
  });

  describe('on a single connection', () => {
    let single: Database;

    beforeAll(async () => {
      single = await booted(store.url, {}, (options) => ({ ...options, poolSize: 1 }) as typeof options);
    });

    const seenAfterwards = () =>
      single.query<{ setting: string | null; seen: string }>(
        `select current_setting('app.shop_id', true) as setting, (select count(*) from shops) as seen`,
      );

    it('leaves nothing visible when it has ended', async () => {
      await new Tenant(single).run(ours.shopId, visible);
      await expect(seenAfterwards()).resolves.toEqual([{ setting: '', seen: '0' }]);
    });

    it('leaves nothing visible when it has failed', async () => {
      await expect(
        new Tenant(single).run(ours.shopId, (manager) => manager.query('select 1 / 0')),
      ).rejects.toThrow('division by zero');
      await expect(seenAfterwards()).resolves.toEqual([{ setting: '', seen: '0' }]);
    });
  });

  it('is separate from work for another shop inside it', async () => {
    const seen = await tenant.run(ours.shopId, async (outer) => [
      await shopsIn(outer, 'shops'),
      await tenant.run(theirs.shopId, (inner) => shopsIn(inner, 'shops')),
      await shopsIn(outer, 'shops'),
    ]);
    expect(seen.flat()).toEqual([ours.shopId, theirs.shopId, ours.shopId]);
  });

  it('is separate from work for another shop at the same time', async () => {
    const atOnce: string[] = [];
    const look = (shopId: string) =>
      tenant.run(shopId, async (manager) => {
        atOnce.push(shopId);
        await until(() => atOnce.length >= 4, { what: 'the others' });
        return visible(manager);
      });
    const seen = await Promise.all([ours, theirs, ours, theirs].map(({ shopId }) => look(shopId)));
    for (const [i, shops] of seen.entries()) {
      const { shopId } = [ours, theirs][i % 2]!;
      expect(shops).toEqual([shopId, shopId, shopId]);
    }
  });
});
