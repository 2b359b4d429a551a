import { asOwner, freshDatabase, type TestDatabase } from '@app/testing';
import type { Database } from '../connection/database';
import { FUNCTIONS } from '../functions/database-functions';
import { booted, closeDatabases } from '../spec/databases';
import { type OpenedShop, openShop } from '../spec/shops';
import { Tenant } from './tenant';

describe('the services', () => {
  let store: TestDatabase;
  let database: Database;
  let shop: OpenedShop;

  beforeAll(async () => {
    store = await freshDatabase();
    database = await booted(store.url);
    shop = await openShop(database, '+77011234567');
    await database.query(`select link_telegram_account(7, '+77011234567', 7, null, null, null, null)`);
  });
  afterAll(async () => {
    await closeDatabases();
    await store.drop();
  });

  const asTheShop = (sql: string) => new Tenant(database).run(shop.shopId, (manager) => manager.query(sql));

  it.each(['name', 'language', 'currency', 'timezone'])('may change the %s of a shop', async (column) => {
    await expect(asTheShop(`update shops set ${column} = 'changed'`)).resolves.toEqual([[], 1]);
  });

  it.each([
    ...[
      'id',
      'phone',
      'plan',
      'plan_expires_at',
      'telegram_id',
      'created_at',
      'updated_at',
      'last_login_at',
    ].map((column) => [`change the ${column} of a shop`, `update shops set ${column} = default`]),
    [
      'create a shop',
      `insert into shops (phone, language, currency, timezone) values ('+7', 'ru', 'KZT', 'UTC')`,
    ],
    ['delete a shop', 'delete from shops'],
    ['truncate a table', 'truncate activity'],
    ['create a session', `insert into sessions (shop_id) values (null)`],
    ['change a session', 'update sessions set expires_at = now()'],
    ['delete a session', 'delete from sessions'],
    ['change activity', `update activity set event = 'nothing'`],
    ['delete activity', 'delete from activity'],
    ['see who is linked to Telegram', 'select from telegram_accounts'],
    ['link Telegram without a function', `insert into telegram_accounts values (8, '+78', 8)`],
    ['change a link without a function', `update telegram_accounts set phone = '+78'`],
    ['unlink without a function', 'delete from telegram_accounts'],
    ['record a migration', `insert into migrations (timestamp, name) values (1, 'pretended')`],
    ['create a table', 'create table of_the_services (id int)'],
    ['call a function that only functions call', 'select shop_view(shops) from shops'],
    ['record an applied function', `insert into applied_functions values ('pretended', '', 9)`],
    ['end sessions without a function', `select revoke_sessions('{}', 'no reason')`],
  ])('may not %s', async (_, sql) => {
    await expect(asTheShop(sql)).rejects.toThrow(/permission denied/);
  });

  it('may add and read activity', async () => {
    await asTheShop(`insert into activity (shop_id, event) values ('${shop.shopId}', 'session_ended')`);
    await expect(asTheShop('select event from activity order by at')).resolves.toEqual([
      { event: 'session_opened' },
      { event: 'telegram_linked' },
      { event: 'session_ended' },
    ]);
  });
});

describe('the functions of the database', () => {
  let store: TestDatabase;
  let functions: {
    name: string;
    for_public: boolean;
    for_services: boolean;
    definer: boolean;
    path: string;
  }[];

  beforeAll(async () => {
    store = await freshDatabase();
    functions = await asOwner(
      store.url,
      `select proname as name, prosecdef as definer, array_to_string(proconfig, ';') as path,
         proacl is null or exists (select from aclexplode(proacl) where grantee = 0) as for_public,
         has_function_privilege('otpravka_app', oid, 'execute') as for_services
       from pg_proc where pronamespace = 'public'::regnamespace order by proname`,
    );
  });
  afterAll(() => store.drop());

  it('are those of the files and no others', () => {
    expect(functions.map(({ name }) => name)).toEqual(FUNCTIONS.map(({ name }) => name).sort());
  });

  it('are not executable by PUBLIC', () => {
    expect(functions.filter(({ for_public }) => for_public)).toEqual([]);
  });

  it('have a search path in which nobody can plant objects', () => {
    expect(new Set(functions.map(({ path }) => path))).toEqual(new Set(['search_path=pg_catalog, pg_temp']));
  });

  it('run as their owner if the services may call them, except those that read no table', () => {
    const callable = functions.filter(({ for_services }) => for_services);
    expect(callable.filter(({ definer }) => !definer).map(({ name }) => name)).toEqual([
      'effective_plan',
      'uuid_v7',
    ]);
    expect(functions.filter(({ definer }) => definer).every(({ for_services }) => for_services)).toBe(true);
  });

  it('generate ids of version 7 that grow with time', async () => {
    const [made] = await asOwner<{ first: string; second: string }>(
      store.url,
      `select uuid_v7()::text as first, (select uuid_v7()::text from pg_sleep(0.005)) as second`,
    );
    const { first, second } = made!;
    for (const id of [first, second]) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
    expect(second > first).toBe(true);
    const madeAt = Number.parseInt(first.replaceAll('-', '').slice(0, 12), 16);
    expect(Math.abs(madeAt - Date.now())).toBeLessThan(60_000);
  });
});
