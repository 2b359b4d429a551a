import { Client } from 'pg';
import { asOwner, emptyDatabase, freshDatabase, type TestDatabase, until } from '@app/testing';
import { booted, closeDatabases, databaseOf } from '../spec/databases';
import { refusalOf } from '../spec/refusal-of';

describe('a service', () => {
  let store: TestDatabase;

  afterEach(async () => {
    await closeDatabases();
    await store.drop();
  });

  it('boots on a database that is up to date', async () => {
    store = await freshDatabase();
    const database = await booted(store.url);
    await expect(database.ping()).resolves.toBeUndefined();
  });

  it('does not boot if no migration has run', async () => {
    store = await emptyDatabase();
    await expect(refusalOf(booted(store.url))).resolves.toMatch(
      /^Migrations are missing: Shops1763950000001, .*Run "npm run migrate" first$/,
    );
  });

  it('does not boot if a migration is missing', async () => {
    store = await freshDatabase();
    await asOwner(store.url, `delete from migrations where name = 'Sessions1763950000003'`);
    await expect(refusalOf(booted(store.url))).resolves.toBe(
      'Migrations are missing: Sessions1763950000003. Run "npm run migrate" first',
    );
  });

  it('boots if a later build has migrated during an update, even if functions differ', async () => {
    store = await freshDatabase();
    await asOwner(
      store.url,
      `insert into migrations (timestamp, name) values (2763900000001, 'OfTheNextVersion');
       update applied_functions set functions_version = 1000, sha256 = 'another'`,
    );
    await expect(booted(store.url)).resolves.toBeDefined();
  });

  it('does not boot if an earlier build applied its functions last', async () => {
    store = await freshDatabase();
    await asOwner(
      store.url,
      `update applied_functions set functions_version = 0, sha256 = 'another' where signature like 'public.uuid_v7%'`,
    );
    await expect(refusalOf(booted(store.url))).resolves.toContain('is not the one of this build: uuid_v7.');
  });

  it('does not boot if a migration is missing, even if the database answers late', async () => {
    store = await freshDatabase();
    await asOwner(store.url, `delete from migrations where name = 'Sessions1763950000003'`);
    const other = new Client({ connectionString: store.url });
    await other.connect();
    await other.query('begin; lock table migrations in access exclusive mode');
    const database = databaseOf(store.url, {}, (options) => options, 1);
    await expect(database.onModuleInit()).resolves.toBeUndefined();
    await database.onApplicationShutdown();

    const refused = refusalOf(booted(store.url));
    const waits = `select query_start::text as since from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`;
    const first = await until(async () => (await asOwner(store.url, waits))[0], {
      what: 'a boot that waits',
    });
    await until(async () => (await asOwner(store.url, waits))[0]?.['since'] !== first['since'], {
      what: 'the end of its first attempt',
    });
    await other.end();
    await expect(refused).resolves.toContain('Migrations are missing: Sessions1763950000003.');
  });

  it.each([
    [
      'a table with shop_id that a team created without enableTenantIsolation',
      'goods',
      'create table goods (shop_id uuid)',
    ],
    [
      'a partitioned table with shop_id',
      'goods',
      'create table goods (shop_id uuid) partition by list (shop_id)',
    ],
    [
      'a table with shop_id in another schema',
      'stock.goods',
      'create schema stock; create table stock.goods (shop_id uuid)',
    ],
    [
      'a table with shop_id that the role owns',
      'goods',
      'create table goods (shop_id uuid); alter table goods enable row level security; alter table goods owner to otpravka_app',
    ],
  ])('does not boot on %s', async (_, table, sql) => {
    store = await freshDatabase();
    await asOwner(store.url, sql);
    await expect(refusalOf(booted(store.url))).resolves.toContain(
      `Row security is off, or its owner is the service, on: ${table}. See enableTenantIsolation`,
    );
  });

  it.each(['shops', 'telegram_accounts', 'sessions', 'activity'])(
    'does not boot if the row security of %s is off',
    async (table) => {
      store = await freshDatabase();
      await asOwner(store.url, `alter table ${table} disable row level security`);
      await expect(refusalOf(booted(store.url))).resolves.toContain(`on: ${table}.`);
    },
  );

  it('boots in spite of a temporary table of an administrator', async () => {
    store = await freshDatabase();
    const administrator = new Client({ connectionString: store.url });
    await administrator.connect();
    await administrator.query('create temporary table copied as select * from sessions');
    await expect(booted(store.url)).resolves.toBeDefined();
    await administrator.end();
  });
});
