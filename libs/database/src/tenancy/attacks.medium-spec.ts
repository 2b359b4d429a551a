import type { EventEmitter } from 'node:events';
import { asOwner } from '@app/testing';
import { Client } from 'pg';
import { useTwoShops, withIds } from '../spec/two-shops';

/** Attacks on the tables of the worked example in docs/tenancy.md. */
describe('against the rows of another shop', () => {
  const shops = useTwoShops();
  let theirRows: unknown;

  /** Includes the columns that change when a row is written again with the same values. */
  const rowsOfTheirs = async (): Promise<unknown> => {
    const { shopId } = shops.theirs;
    const rowsIn = (table: string, column = 'shop_id') =>
      asOwner(shops.url, `select ctid, xmin, t.* from ${table} t where ${column} = $1`, [shopId]);
    const tables = ['products', 'sales', 'sessions', 'activity'];
    return Promise.all([...tables.map((table) => rowsIn(table)), rowsIn('shops', 'id')]);
  };

  beforeAll(async () => {
    theirRows = await rowsOfTheirs();
  });
  afterEach(async () => {
    await expect(rowsOfTheirs()).resolves.toEqual(theirRows);
  });

  const named = (sql: string) => withIds(sql, shops);
  const asOurs = <Row = Record<string, unknown>>(sql: string): Promise<Row[]> =>
    shops.tenant.run(shops.ours.shopId, (manager) => manager.query<Row[]>(named(sql)));
  const asNobody = (sql: string) => shops.database.query(named(sql));

  const OURS = [{ title: 'ours' }];

  describe('a read', () => {
    it.each([
      ['of everything', 'select title from products', OURS],
      ['that names their id', 'select title from products where shop_id = :theirs', []],
      ['of their row', 'select title from products where id = :their_product', []],
      [
        'under a condition that always holds',
        'select title from products where shop_id = :theirs or true',
        OURS,
      ],
      ['of the whole row', 'select (products).title from products', OURS],
      [
        'by a subquery',
        'select (select title from products where shop_id = :theirs) as title',
        [{ title: null }],
      ],
      [
        'by a CTE',
        'with all_of_them as materialized (select * from products) select title from all_of_them',
        OURS,
      ],
      ['by a join', 'select p.title from sales s join products p on p.id = s.product_id or true', OURS],
      ['by a join from the other side', 'select p.title from products p right join sales s on true', OURS],
      [
        'by a lateral join',
        'select p.title from (values (:theirs::uuid)) v (id), lateral (select title from products where shop_id = v.id) p',
        [],
      ],
      ['of both halves of a union', 'select title from products union select title from products', OURS],
      ['that only counts', 'select count(*)::int as title from products', [{ title: 1 }]],
      ['of a sample', 'select title from products tablesample system (100)', OURS],
      ['that locks', 'select title from products where id = :their_product for update', []],
      [
        'of the statistics of the planner',
        `select most_common_vals as title from pg_stats where tablename = 'products'`,
        [],
      ],
    ])('%s has none of their rows', async (_, sql, expected) => {
      await asOwner(shops.url, 'analyze products');
      await expect(asOurs(sql)).resolves.toEqual(expected);
    });

    it('learns nothing about their rows from errors', async () => {
      const failsAtTheirs = `select title from products where 1 / (case when title = 'secret' then 0 else 1 end) = 1`;
      await expect(asOurs(failsAtTheirs)).resolves.toEqual(OURS);
    });

    it.each([
      'select title from products',
      'select title from products where shop_id = :theirs',
      'table sales',
    ])('outside Tenant.run returns no row: %s', async (sql) => {
      await expect(asNobody(sql)).resolves.toEqual([]);
    });

    it('by COPY returns what a query returns', async () => {
      const copied = async (shopId: string): Promise<string> => {
        const client = new Client({ connectionString: shops.url, options: '-c role=otpravka_app' });
        await client.connect();
        const chunks: Buffer[] = [];
        (client as unknown as { connection: EventEmitter }).connection.on(
          'copyData',
          ({ chunk }: { chunk: Buffer }) => chunks.push(chunk),
        );
        await client.query(`select set_config('app.shop_id', $1, false)`, [shopId]);
        await client.query('copy (select title from products) to stdout');
        await client.query('copy products (title) to stdout');
        await client.end();
        return Buffer.concat(chunks).toString();
      };
      await expect(copied(shops.ours.shopId)).resolves.toBe('ours\nours\n');
      await expect(copied('')).resolves.toBe('');
    });
  });

  const FOREIGN = 'violates row-level security policy';

  describe('a write', () => {
    it.each([
      ['to their row', `update products set title = 'taken' where id = :their_product`],
      ['to all their rows', `update products set title = 'taken' where shop_id = :theirs`],
      ['by a join', `update products p set title = 'taken' from sales s where s.shop_id = :theirs`],
      [
        'by a CTE',
        `with t as (update products set title = 'taken' where shop_id = :theirs returning id) update products set title = 'taken' where id in (select id from t)`,
      ],
      ['that deletes', 'delete from products where id = :their_product'],
      ['that deletes by a join', 'delete from products p using sales s where s.shop_id = :theirs'],
    ])('%s changes nothing', async (_, sql) => {
      await expect(asOurs(sql)).resolves.toEqual([[], 0]);
      await asNobody(sql);
    });

    it.each([
      ['of a new row', `insert into products (shop_id, sku, title) values (:theirs, 'new', 'new')`, FOREIGN],
      [
        'of a new row from a query',
        `insert into products (shop_id, sku, title) select :theirs, 'new', title from products`,
        FOREIGN,
      ],
      ['that moves one of our rows to them', 'update products set shop_id = :theirs', FOREIGN],
      [
        'on a conflict with the id of their row',
        `insert into products (id, shop_id, sku, title) values (:their_product, :ours, 'new', 'new') on conflict (id) do update set title = 'taken' returning title`,
        FOREIGN,
      ],
      [
        'on a conflict with the sku of their row',
        `insert into products (shop_id, sku, title) values (:theirs, 'tea', 'new') on conflict (shop_id, sku) do update set title = 'taken'`,
        FOREIGN,
      ],
      [
        'by merge',
        `merge into products p using (values (:their_product::uuid)) v (id) on p.id = v.id
           when matched then update set title = 'taken' when not matched then insert (id, shop_id, sku, title) values (v.id, :ours, 'new', 'new')`,
        'duplicate key value',
      ],
      [
        'of a new sale of theirs',
        'insert into sales (shop_id, product_id, quantity) values (:theirs, :their_product, 1)',
        FOREIGN,
      ],
      [
        'of a new sale of ours with their product',
        'insert into sales (shop_id, product_id, quantity) values (:ours, :their_product, 1)',
        'violates foreign key constraint',
      ],
      ['by COPY', 'copy products from stdin', 'not supported with row-level security'],
      ['that empties the table', 'truncate products cascade', 'permission denied'],
    ])('%s is refused', async (_, sql, message) => {
      await expect(asOurs(sql)).rejects.toThrow(message);
      // Without a shop it is refused too, or changes no row.
      await asNobody(sql).catch(() => undefined);
    });

    it('with "on conflict do nothing" does not change their row', async () => {
      const sql = `insert into products (id, shop_id, sku, title) values (:their_product, :ours, 'new', 'new') on conflict do nothing returning title`;
      await expect(asOurs(sql)).resolves.toEqual([]);
    });

    it('that fails in the middle is rolled back', async () => {
      const { tenant, ours } = shops;
      const failing = tenant.run(ours.shopId, async (manager) => {
        await manager.query(`insert into products (shop_id, sku, title) values ($1, 'half', 'half')`, [
          ours.shopId,
        ]);
        await manager.query(
          named('insert into sales (shop_id, product_id, quantity) values (:ours, :their_product, 1)'),
        );
      });
      await expect(failing).rejects.toThrow('violates foreign key constraint');
      await expect(asOurs('select title from products')).resolves.toEqual(OURS);
    });
  });

  // This is why the foreign key of the example contains the shop.
  it('a foreign key to the id alone bypasses row security', async () => {
    await asOwner(
      shops.url,
      `create table notes (shop_id uuid references shops (id) on delete cascade, product_id uuid references products (id));
       grant insert on notes to otpravka_app`,
    );
    await asOurs('insert into notes values (:ours, :their_product)');
    await asOwner(shops.url, 'drop table notes');
  });
});
