import { asOwner, ServiceLogin } from '@app/testing';
import type { Database } from '../connection/database';
import { booted } from '../spec/databases';
import { useTwoShops, withIds } from '../spec/two-shops';
import { Tenant } from './tenant';

/** Attacks by SQL of the services that do more than read and write rows. */
describe('injected SQL', () => {
  const shops = useTwoShops();

  const asOurs = <Row = Record<string, unknown>>(sql: string): Promise<Row[]> =>
    shops.tenant.run(shops.ours.shopId, (manager) => manager.query<Row[]>(withIds(sql, shops)));
  const OURS = [{ title: 'ours' }];

  describe('that changes the schema', () => {
    it.each([
      ['another table', 'create table products_too (id int)', 'permission denied'],
      ['a view', 'create view all_products as select * from products', 'permission denied'],
      ['a function', `create function own() returns int language sql as 'select 1'`, 'permission denied'],
      [
        'a function that runs as its owner',
        `create function own() returns int language sql security definer as 'select 1'`,
        'permission denied',
      ],
      ['a schema', 'create schema own', 'permission denied'],
      [
        'a trigger',
        'create trigger own before insert on products execute function set_updated_at()',
        'permission denied',
      ],
      ['the end of row security', 'alter table products disable row level security', 'must be owner'],
      ['another policy', 'create policy own on products using (true)', 'must be owner'],
      ['the end of the policy', 'drop policy tenant_isolation on products', 'must be owner'],
      ['another default', `alter table products alter column shop_id set default :theirs`, 'must be owner'],
      ['more rights', 'alter role otpravka_app bypassrls', 'permission denied'],
      ['a file', `copy products to '/dev/null'`, 'permission denied'],
      ['a program', `copy products to program 'true'`, 'permission denied'],
    ])('(%s) is refused', async (_, sql, message) => {
      await expect(asOurs(sql)).rejects.toThrow(message);
    });

    it('cannot shadow a table or function for the functions that run as their owner', async () => {
      const { tenant, ours, theirs } = shops;
      const found = await tenant.run(ours.shopId, async (manager) => {
        await manager.query(
          'create temporary table sessions (like public.sessions including defaults) on commit drop',
        );
        await manager.query(
          `insert into sessions select $1::uuid, shop_id, 'forged', 1, null, 'a browser', '203.0.113.7', now(), now(), now() + interval '1 day' from (values ($2::uuid)) v (shop_id)`,
          [ours.sessionId, theirs.shopId],
        );
        await manager.query(
          `create function pg_temp.shop_view(shop public.shops) returns jsonb language sql as $$ select '"forged"'::jsonb $$`,
        );
        return [
          await manager.query<unknown>('select session_of_shop($1, $2) as found', [
            theirs.shopId,
            ours.sessionId,
          ]),
          await manager.query<unknown>(`select session_of_shop($1, $2) -> 'shop' ->> 'id' as found`, [
            ours.shopId,
            ours.sessionId,
          ]),
        ];
      });
      expect(found).toEqual([[{ found: null }], [{ found: ours.shopId }]]);
    });
  });

  describe('on the connection of another shop', () => {
    let single: Tenant;
    let outside: (sql: string) => Promise<unknown[]>;

    beforeAll(async () => {
      const database = await booted(shops.url, { connections: 1 });
      single = new Tenant(database);
      outside = (sql) => database.query(sql);
    });

    const runAsTheirs = (sql: string) => single.run(shops.theirs.shopId, (manager) => manager.query(sql));
    const runAsOurs = (sql: string) => single.run(shops.ours.shopId, (manager) => manager.query(sql));

    it('finds only rows of its own shop through a prepared statement', async () => {
      await runAsOurs('prepare titles as select title from products');
      await expect(runAsOurs('execute titles')).resolves.toEqual(OURS);
      await expect(runAsTheirs('execute titles')).resolves.toEqual([{ title: 'secret' }]);
      await expect(outside('execute titles')).resolves.toEqual([]);
      await outside('deallocate titles');
    });

    it('finds no cursor of an earlier transaction', async () => {
      await runAsTheirs('declare titles cursor for select title from products');
      await expect(runAsOurs('fetch all from titles')).rejects.toThrow('does not exist');
    });

    it('keeps its shop after a rollback to a savepoint', async () => {
      const seen = await single.run(shops.ours.shopId, async (manager) => {
        await manager.query('savepoint before');
        await expect(manager.query('select 1 / 0')).rejects.toThrow('division by zero');
        await manager.query('rollback to before');
        return manager.query<unknown>('select title from products');
      });
      expect(seen).toEqual(OURS);
    });

    it('keeps its shop if another one was set for the whole session', async () => {
      await outside(`set app.shop_id = '${shops.theirs.shopId}'`);
      await expect(runAsOurs('select title from products')).resolves.toEqual(OURS);
      await outside('reset app.shop_id');
      await expect(outside('select title from products')).resolves.toEqual([]);
    });

    it('fails if it turns the setting row_security off', async () => {
      await expect(
        single.run(shops.ours.shopId, async (manager) => {
          await manager.query('set local row_security = off');
          return manager.query<unknown>('select title from products');
        }),
      ).rejects.toThrow('would be affected by row-level security');
    });
  });

  describe('that changes the role', () => {
    let login: ServiceLogin;
    let plain: Database;

    beforeAll(async () => {
      login = await ServiceLogin.create(shops.url);
      plain = await booted(login.url, { connections: 1 });
    });
    afterAll(async () => {
      await plain.onApplicationShutdown();
      await login.drop();
    });

    const seenAfter = (database: Database, sql: string) =>
      new Tenant(database).run(shops.ours.shopId, async (manager) => {
        await manager.query(sql);
        return manager.query<{ title: string }[]>('select title from products order by title');
      });

    it.each(['select 1', 'reset role', 'set role otpravka_app', 'discard plans'])(
      'by "%s" keeps the role and the shop of any login',
      async (sql) => {
        for (const database of [plain, shops.database])
          await expect(seenAfter(database, sql)).resolves.toEqual(OURS);
      },
    );

    it.each([
      'set local role none',
      `select set_config('role', 'none', true)`,
      'set local role :login',
      'set local role postgres',
      'set local session authorization postgres',
      'set local session authorization default; set local role none',
    ])('by "%s" is refused if the login has no other rights', async (sql) => {
      await expect(seenAfter(plain, sql.replace(':login', login.name))).rejects.toThrow('permission denied');
    });

    it('gets the other rights of the login, and can set the shop', async () => {
      const ALL = [{ title: 'ours' }, { title: 'secret' }];
      await expect(seenAfter(shops.database, `select set_config('role', 'none', true)`)).resolves.toEqual(
        ALL,
      );
      const theirs = `select set_config('app.shop_id', '${shops.theirs.shopId}', true)`;
      await expect(seenAfter(plain, theirs)).resolves.toEqual([{ title: 'secret' }]);
    });
  });

  describe('that calls a function with the id of another shop', () => {
    it('changes and returns nothing without a session of that shop', async () => {
      const functions = await asOwner<{ name: string; names: string[]; types: string[] }>(
        shops.url,
        `select proname as name, proargnames as names,
           array(select format_type(type, null) from unnest(proargtypes) with ordinality a (type, at) order by at) as types
         from pg_proc
         where pronamespace = 'public'::regnamespace and prosecdef and 'p_shop_id' = any(proargnames)`,
      );
      expect(functions.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['session_of_shop', 'refresh_session', 'end_sessions']),
      );
      for (const { name, names, types } of functions) {
        const values: Record<string, string> = {
          integer: '1',
          text: `'all'`,
          uuid: `'${shops.ours.sessionId}'`,
        };
        const given = types.map((type, at) =>
          names[at] === 'p_shop_id' ? `'${shops.theirs.shopId}'` : `${values[type] ?? 'null'}::${type}`,
        );
        const rows = await asOurs<{ found: unknown }>(`select ${name}(${given.join(', ')}) as found`);
        expect([name, rows.filter(({ found }) => found)]).toEqual([name, []]);
      }
    });
  });
});
