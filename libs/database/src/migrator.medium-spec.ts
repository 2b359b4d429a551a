import { asOwner, emptyDatabase, type TestDatabase } from '@app/testing';
import { MIGRATIONS } from './migrations';
import { migrate, revertAll } from './migrator';
import { UnfitDatabase } from './preconditions';
import { booted, closeDatabases } from './spec/databases';

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
  afterEach(async () => {
    await closeDatabases();
    await database.drop();
  });

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

  it('bring a database of a former build to this one, whose functions looked names up in public', async () => {
    await migrate(database.url);
    const migrated = await catalogue(database.url);
    await asOwner(
      database.url,
      `delete from migrations where name >= 'P' and timestamp = 1763900000008;
       drop table isolated_tables;
       alter function open_session set search_path = public, pg_temp;
       create function rotate_session(uuid, uuid, int, int, int, text, text) returns jsonb language sql security definer
         set search_path = public, pg_temp return null::jsonb;
       grant execute on function rotate_session to otpravka_app;
       create or replace function shop_view(shop shops) returns jsonb language sql stable
         set search_path = public, pg_temp as 'select null::jsonb'`,
    );
    await expect(booted(database.url)).rejects.toThrow(
      'Migrations are missing: PinnedFunctions1763900000008. Run "npm run migrate" first',
    );
    await expect(migrate(database.url)).resolves.toEqual(['PinnedFunctions1763900000008']);
    await expect(catalogue(database.url)).resolves.toEqual(migrated);
    await expect(booted(database.url)).resolves.toBeDefined();
  });

  it('make right what somebody changed, with none left to run', async () => {
    await migrate(database.url);
    await asOwner(
      database.url,
      `alter table sessions disable row level security; drop policy tenant_isolation on activity;
       alter policy tenant_isolation on shops using (true);
       revoke all on shops from otpravka_app; drop function list_activity; grant create on schema public to public`,
    );
    await expect(booted(database.url)).rejects.toBeInstanceOf(UnfitDatabase);
    await expect(migrate(database.url)).resolves.toEqual([]);
    await expect(booted(database.url)).resolves.toBeDefined();
  });

  it('are asked of the administrator where the schema is not the owner’s to close', async () => {
    const user = `plain_${database.url.split('_').at(-1)}`;
    const url = Object.assign(new URL(database.url), { username: user, password: user });
    await asOwner(
      database.url,
      `create role ${user} login createrole password '${user}'; grant otpravka_app to ${user};
       alter schema public owner to postgres; grant create on schema public to public`,
    );
    try {
      const failure = await migrate(url.href).catch((error: unknown) => error as Error);
      const [, sql] = /An administrator runs: (.*)$/.exec((failure as Error).message) ?? [];
      expect(sql).toContain('revoke create on schema public from public');
      await asOwner(database.url, sql!);
      await expect(migrate(url.href)).resolves.toEqual(NAMES);
    } finally {
      await asOwner(
        database.url,
        `reassign owned by ${user} to postgres; drop owned by ${user}; drop role ${user}`,
      );
    }
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
