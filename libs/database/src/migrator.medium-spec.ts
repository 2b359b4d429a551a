import { asOwner, emptyDatabase } from '@app/testing';
import { MIGRATIONS } from './migrations';
import { FormerSchema } from './migrations/former-schema';
import { migrate, revertAll } from './migrator';
import { catalogue } from './spec/catalogue';
import { useDatabase } from './spec/databases';

const NAMES = MIGRATIONS.map(({ name }) => name);

const namesRun = async (url: string): Promise<string[]> =>
  (await asOwner<{ name: string }>(url, 'select name from migrations order by id')).map(({ name }) => name);

describe('the migrations', () => {
  const database = useDatabase('each test', emptyDatabase);

  it('run on an empty database, each once and in their order', async () => {
    await expect(migrate(database.url)).resolves.toEqual(NAMES);
    await expect(namesRun(database.url)).resolves.toEqual(NAMES);
  });

  it('change nothing in a database that is up to date', async () => {
    await migrate(database.url);
    const before = await catalogue(database.url);
    await expect(migrate(database.url)).resolves.toEqual([]);
    await expect(catalogue(database.url)).resolves.toEqual(before);
  });

  it('run once when several processes start them at the same time', async () => {
    const ran = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url)));
    expect(ran.filter((names) => names.length > 0)).toEqual([NAMES]);
    await expect(namesRun(database.url)).resolves.toEqual(NAMES);
  });

  it('leave nothing behind when they are reverted, and can run again', async () => {
    const empty = await catalogue(database.url);
    await migrate(database.url);
    const migrated = await catalogue(database.url);
    expect(migrated).not.toEqual(empty);

    await revertAll(database.url);
    await expect(catalogue(database.url)).resolves.toEqual(empty);
    await expect(migrate(database.url)).resolves.toEqual(NAMES);
    await expect(catalogue(database.url)).resolves.toEqual(migrated);
  });

  it('can be reverted if none has run', async () => {
    const empty = await catalogue(database.url);
    await revertAll(database.url);
    await expect(catalogue(database.url)).resolves.toEqual(empty);
  });

  it('refuse the schema of a build before the first release, and change nothing', async () => {
    await asOwner(
      database.url,
      `create table migrations (id serial primary key, timestamp bigint not null, name varchar not null);
       insert into migrations (timestamp, name) values (1763900000008, 'PinnedFunctions1763900000008')`,
    );
    const before = await catalogue(database.url);
    const failure: unknown = await migrate(database.url).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(FormerSchema);
    expect((failure as Error).message).toMatch(
      /^This database has the schema of a former build.*empty database, and REDIS_URL to an empty Redis/,
    );
    await expect(catalogue(database.url)).resolves.toEqual(before);
  });

  it('record how each table is isolated, with its column and its rights', async () => {
    await migrate(database.url);
    await expect(
      asOwner(database.url, 'select name, column_name, may from isolated_tables order by name'),
    ).resolves.toEqual([
      { name: 'activity', column_name: 'shop_id', may: 'select, insert' },
      { name: 'sessions', column_name: 'shop_id', may: 'select' },
      { name: 'shops', column_name: 'id', may: 'select, update (name, language, currency, timezone)' },
    ]);
  });

  it('are all rolled back with the functions if one of them fails', async () => {
    await asOwner(database.url, 'create table activity (of text)');
    await expect(migrate(database.url)).rejects.toThrow('"activity" already exists');
    await expect(
      asOwner(
        database.url,
        `select to_regclass('migrations') as migrations, to_regclass('shops') as shops, to_regproc('uuid_v7') as function`,
      ),
    ).resolves.toEqual([{ migrations: null, shops: null, function: null }]);

    await asOwner(database.url, 'drop table activity');
    await expect(migrate(database.url)).resolves.toEqual(NAMES);
  });
});
