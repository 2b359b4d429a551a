import { asOwner, emptyDatabase, type TestDatabase } from '@app/testing';
import { MIGRATIONS } from './migrations';
import { migrate, revertAll } from './migrator';

const NAMES = MIGRATIONS.map(({ name }) => name);

/** Everything that a migration could make or change, as text. */
async function catalogue(url: string): Promise<string[]> {
  const rows = await asOwner<{ entry: string }>(
    url,
    `with ours as (
       select oid, nspname, nspacl from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
     select format('schema %s %s', nspname, nspacl) as entry from ours
     union all select format('relation %s %s', relname, relacl) from pg_class where relnamespace in (select oid from ours)
     union all select format('function %s', proname) from pg_proc where pronamespace in (select oid from ours)
     union all select format('type %s', typname) from pg_type where typnamespace in (select oid from ours)
     union all select format('trigger %s', tgname) from pg_trigger where not tgisinternal
     union all select format('policy %s', polname) from pg_policy
     union all select format('extension %s', extname) from pg_extension
     union all select format('default rights %s', defaclacl) from pg_default_acl
     order by entry`,
  );
  return rows.map(({ entry }) => entry);
}

const namesRun = async (url: string): Promise<string[]> =>
  (await asOwner<{ name: string }>(url, 'select name from migrations order by id')).map(({ name }) => name);

describe('the migrations', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    database = await emptyDatabase();
  });
  afterEach(() => database.drop());

  it('run on an empty database, each once and in their order', async () => {
    await expect(migrate(database.url)).resolves.toEqual(NAMES);
    await expect(namesRun(database.url)).resolves.toEqual(NAMES);
  });

  it('have nothing to do on a database that is up to date', async () => {
    await migrate(database.url);
    const before = await catalogue(database.url);
    await expect(migrate(database.url)).resolves.toEqual([]);
    await expect(catalogue(database.url)).resolves.toEqual(before);
  });

  it('may be started several times at once: one works, the others wait and find nothing to do', async () => {
    const ran = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url)));
    expect(ran.filter((names) => names.length > 0)).toEqual([NAMES]);
    await expect(namesRun(database.url)).resolves.toEqual(NAMES);
  });

  it('leave nothing behind when they are taken back, and run again to the same end', async () => {
    const empty = await catalogue(database.url);
    await migrate(database.url);
    const migrated = await catalogue(database.url);
    expect(migrated).not.toEqual(empty);

    await revertAll(database.url);
    await expect(catalogue(database.url)).resolves.toEqual(empty);
    await expect(migrate(database.url)).resolves.toEqual(NAMES);
    await expect(catalogue(database.url)).resolves.toEqual(migrated);
  });

  it('can be taken back where none ever ran', async () => {
    const empty = await catalogue(database.url);
    await revertAll(database.url);
    await expect(catalogue(database.url)).resolves.toEqual(empty);
  });

  it('stop at one that fails, undo it as a whole, and go on from there', async () => {
    await asOwner(database.url, 'create table activity (of text)');
    await expect(migrate(database.url)).rejects.toThrow('"activity" already exists');
    const failing = NAMES.indexOf('Sessions1763900000004');
    await expect(namesRun(database.url)).resolves.toEqual(NAMES.slice(0, failing));
    await expect(asOwner(database.url, `select to_regclass('sessions') as made`)).resolves.toEqual([
      { made: null },
    ]);

    await asOwner(database.url, 'drop table activity');
    await expect(migrate(database.url)).resolves.toEqual(NAMES.slice(failing));
  });
});
