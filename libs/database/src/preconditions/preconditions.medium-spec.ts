import { Client } from 'pg';
import { asOwner, emptyDatabase, freshDatabase, type TestDatabase, until } from '@app/testing';
import { UnfitDatabase } from './preconditions';
import { booted, closeDatabases, databaseOf } from '../spec/databases';

describe('a service boots', () => {
  let store: TestDatabase;

  afterEach(async () => {
    await closeDatabases();
    await store.drop();
  });

  async function refusalOf(url: string): Promise<string> {
    const failure: unknown = await booted(url).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnfitDatabase);
    return (failure as UnfitDatabase).message;
  }

  it('on a database that is up to date', async () => {
    store = await freshDatabase();
    const database = await booted(store.url);
    await expect(database.ping()).resolves.toBeUndefined();
  });

  it('not where no migration ever ran', async () => {
    store = await emptyDatabase();
    await expect(refusalOf(store.url)).resolves.toMatch(
      /^Migrations are missing: Shops1763950000001, .*Run "npm run migrate" first$/,
    );
  });

  it('not where a migration is missing', async () => {
    store = await freshDatabase();
    await asOwner(store.url, `delete from migrations where name = 'Sessions1763950000003'`);
    await expect(refusalOf(store.url)).resolves.toBe(
      'Migrations are missing: Sessions1763950000003. Run "npm run migrate" first',
    );
  });

  it('where a later build has migrated already, though its functions differ: versions overlap in an update', async () => {
    store = await freshDatabase();
    await asOwner(
      store.url,
      `insert into migrations (timestamp, name) values (2763900000001, 'OfTheNextVersion');
       update applied_functions set functions_version = 1000, sha256 = 'another'`,
    );
    await expect(booted(store.url)).resolves.toBeDefined();
  });

  it('not where an earlier build applied its functions last', async () => {
    store = await freshDatabase();
    await asOwner(
      store.url,
      `update applied_functions set functions_version = 0, sha256 = 'another' where signature like 'public.uuid_v7%'`,
    );
    await expect(refusalOf(store.url)).resolves.toContain('is not the one of this build: uuid_v7.');
  });

  it('not where a migration is missing, even if the database answers late', async () => {
    store = await freshDatabase();
    await asOwner(store.url, `delete from migrations where name = 'Sessions1763950000003'`);
    const other = new Client({ connectionString: store.url });
    await other.connect();
    await other.query('begin; lock table migrations in access exclusive mode');
    const database = databaseOf(store.url, {}, (options) => options, 1);
    await expect(database.onModuleInit()).resolves.toBeUndefined();
    await database.onApplicationShutdown();

    const refused = refusalOf(store.url);
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
      'a table with shop_id that a team made without enableTenantIsolation',
      'goods',
      'create table goods (shop_id uuid)',
    ],
    ['a partitioned one', 'goods', 'create table goods (shop_id uuid) partition by list (shop_id)'],
    ['one in another schema', 'stock.goods', 'create schema stock; create table stock.goods (shop_id uuid)'],
    [
      'one that belongs to the role',
      'goods',
      'create table goods (shop_id uuid); alter table goods enable row level security; alter table goods owner to otpravka_app',
    ],
  ])('not over %s', async (_, table, sql) => {
    store = await freshDatabase();
    await asOwner(store.url, sql);
    await expect(refusalOf(store.url)).resolves.toContain(
      `Row security is off, or its owner is the service, on: ${table}. See enableTenantIsolation`,
    );
  });

  it.each(['shops', 'telegram_accounts', 'sessions', 'activity'])(
    'not where somebody turned the row security of %s off',
    async (table) => {
      store = await freshDatabase();
      await asOwner(store.url, `alter table ${table} disable row level security`);
      await expect(refusalOf(store.url)).resolves.toContain(`on: ${table}.`);
    },
  );

  it('beside a temporary table of an administrator', async () => {
    store = await freshDatabase();
    const administrator = new Client({ connectionString: store.url });
    await administrator.connect();
    await administrator.query('create temporary table copied as select * from sessions');
    await expect(booted(store.url)).resolves.toBeDefined();
    await administrator.end();
  });
});
