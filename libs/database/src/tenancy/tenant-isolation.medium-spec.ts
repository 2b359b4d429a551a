import { freshDatabase, type TestDatabase } from '@app/testing';
import { DataSource } from 'typeorm';
import type { Database } from '../connection/database';
import { booted, closeDatabases } from '../spec/databases';
import { type OpenedShop, openShop } from '../spec/shops';
import { Tenant } from './tenant';
import { enableTenantIsolation } from './tenant-isolation';

describe('a table of a team', () => {
  let store: TestDatabase;
  let owner: DataSource;

  beforeEach(async () => {
    store = await freshDatabase();
    owner = new DataSource({ type: 'postgres', url: store.url });
    await owner.initialize();
  });
  afterEach(async () => {
    await owner.destroy();
    await closeDatabases();
    await store.drop();
  });

  async function makeGoods(...more: [options?: { column?: string; may?: string }]): Promise<void> {
    const column = more[0]?.column ?? 'shop_id';
    const runner = owner.createQueryRunner();
    await runner.query(`
      create table goods (
        id int generated always as identity primary key,
        ${column} uuid not null references shops (id) on delete cascade,
        title text not null
      )`);
    await enableTenantIsolation(runner, 'goods', ...more);
    await runner.release();
  }

  async function twoShops(): Promise<{
    database: Database;
    tenant: Tenant;
    ours: OpenedShop;
    theirs: OpenedShop;
  }> {
    const database = await booted(store.url);
    const ours = await openShop(database, '+77011111111');
    const theirs = await openShop(database, '+77022222222');
    return { database, tenant: new Tenant(database), ours, theirs };
  }

  it('is isolated by one call of enableTenantIsolation', async () => {
    await makeGoods();
    const { database, tenant, ours, theirs } = await twoShops();
    for (const { shopId } of [ours, theirs]) {
      await tenant.run(shopId, (manager) =>
        manager.query(`insert into goods (shop_id, title) values ($1, 'tea'), ($1, 'coffee')`, [shopId]),
      );
    }

    await tenant.run(ours.shopId, async (manager) => {
      await expect(manager.query(`update goods set title = 'milk' where title = 'tea'`)).resolves.toEqual([
        [],
        1,
      ]);
      await expect(manager.query(`delete from goods where title = 'coffee'`)).resolves.toEqual([[], 1]);
      await expect(manager.query('select title from goods')).resolves.toEqual([{ title: 'milk' }]);
    });
    await expect(
      tenant.run(theirs.shopId, (manager) => manager.query('select title from goods order by id')),
    ).resolves.toEqual([{ title: 'tea' }, { title: 'coffee' }]);
    await expect(database.query('select from goods')).resolves.toEqual([]);
  });

  it('accepts no new or moved row of another shop', async () => {
    await makeGoods();
    const { tenant, ours, theirs } = await twoShops();
    const insertFor = (shopId: string) =>
      tenant.run(ours.shopId, (manager) =>
        manager.query(`insert into goods (shop_id, title) values ($1, 'tea')`, [shopId]),
      );
    await insertFor(ours.shopId);
    await expect(insertFor(theirs.shopId)).rejects.toThrow('violates row-level security policy');
    await expect(
      tenant.run(ours.shopId, (manager) => manager.query(`update goods set shop_id = $1`, [theirs.shopId])),
    ).rejects.toThrow('violates row-level security policy');
  });

  it('may have another column for the shop and fewer rights', async () => {
    await makeGoods({ column: 'seller_id', may: 'select, insert' });
    const { tenant, ours } = await twoShops();
    await tenant.run(ours.shopId, (manager) =>
      manager.query(`insert into goods (seller_id, title) values ($1, 'tea')`, [ours.shopId]),
    );
    await expect(tenant.run(ours.shopId, (manager) => manager.query('delete from goods'))).rejects.toThrow(
      'permission denied',
    );
  });

  it('is deleted with its shop', async () => {
    await makeGoods();
    const { tenant, ours } = await twoShops();
    await tenant.run(ours.shopId, (manager) =>
      manager.query(`insert into goods (shop_id, title) values ($1, 'tea')`, [ours.shopId]),
    );
    await owner.query('delete from shops where id = $1', [ours.shopId]);
    await expect(owner.query('select from goods')).resolves.toEqual([]);
  });

  it.each(['Products', 'goods; drop table shops', 'stock.goods', '"goods"', ''])(
    'is refused under the name %j',
    async (name) => {
      const runner = owner.createQueryRunner();
      await expect(enableTenantIsolation(runner, name)).rejects.toThrow('is not a plain name');
      await expect(enableTenantIsolation(runner, 'goods', { column: name })).rejects.toThrow(
        'is not a plain name',
      );
      await runner.release();
    },
  );
});
