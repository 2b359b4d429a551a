import { asOwner, emptyDatabase, type TestDatabase } from '@app/testing';
import { MIGRATIONS } from './migrations';
import { FormerSchema } from './migrations/former-schema';
import { migrate, revertAll } from './migrator';
import { UnfitDatabase } from './preconditions/preconditions';
import { booted, closeDatabases } from './spec/databases';

const NAMES = MIGRATIONS.map(({ name }) => name);

/** Everything that `migrate` could create or change, as text; functions and triggers with their whole definitions. */
async function catalogue(url: string): Promise<string[]> {
  const rows = await asOwner<{ entry: string }>(
    url,
    `with ours as (
       select oid, nspname, nspacl from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
     select format('schema %s %s', nspname, nspacl) as entry from ours
     union all select format('relation %s %s %s', relname, relacl, relrowsecurity) from pg_class
       where relnamespace in (select oid from ours)
     union all select format('column %s %s %s %s %s', c.relname, attname, format_type(atttypid, atttypmod), attnotnull,
         pg_get_expr(adbin, adrelid))
       from pg_attribute join pg_class c on c.oid = attrelid left join pg_attrdef on adrelid = attrelid and adnum = attnum
       where c.relnamespace in (select oid from ours) and attnum > 0
     union all select format('constraint %s %s', conname, pg_get_constraintdef(oid)) from pg_constraint
       where connamespace in (select oid from ours)
     union all select indexdef from pg_indexes where schemaname in (select nspname from ours)
     union all select format('%s %s', pg_get_functiondef(oid), proacl) from pg_proc
       where pronamespace in (select oid from ours) and prokind <> 'a'
     union all select format('type %s', typname) from pg_type where typnamespace in (select oid from ours)
     union all select pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
     union all select format('policy %s %s %s %s', polrelid::regclass, polname, pg_get_expr(polqual, polrelid),
         pg_get_expr(polwithcheck, polrelid)) from pg_policy
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

  it('may be started several times at once: one runs, and the others wait and find nothing to do', async () => {
    const ran = await Promise.all(Array.from({ length: 4 }, () => migrate(database.url)));
    expect(ran.filter((names) => names.length > 0)).toEqual([NAMES]);
    await expect(namesRun(database.url)).resolves.toEqual(NAMES);
  });

  it('leave nothing behind when they are reverted, and run again to the same definitions', async () => {
    const empty = await catalogue(database.url);
    await migrate(database.url);
    const migrated = await catalogue(database.url);
    expect(migrated).not.toEqual(empty);

    await revertAll(database.url);
    await expect(catalogue(database.url)).resolves.toEqual(empty);
    await expect(migrate(database.url)).resolves.toEqual(NAMES);
    await expect(catalogue(database.url)).resolves.toEqual(migrated);
  });

  it('can be reverted where none ever ran', async () => {
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

  it('replace functions that differ from their files, and drop those that an earlier build had', async () => {
    await migrate(database.url);
    const migrated = await catalogue(database.url);
    await asOwner(
      database.url,
      `alter function open_session set search_path = public, pg_temp;
       create or replace function shop_view(shop shops) returns jsonb language sql stable
         set search_path = pg_catalog, pg_temp as 'select null::jsonb';
       drop function refresh_session;
       -- As an earlier build left it: list_sessions with another parameter name, and a function that no longer exists.
       drop function list_sessions;
       create function list_sessions(p_shop uuid, p_session_id uuid) returns jsonb language sql
         set search_path = pg_catalog, pg_temp as 'select null::jsonb';
       update applied_functions set signature = 'public.list_sessions(p_shop uuid, p_session_id uuid)', functions_version = 0
         where signature like 'public.list_sessions%';
       create function rotate_session(uuid, uuid) returns jsonb language sql return null::jsonb;
       grant execute on function rotate_session to otpravka_app;
       insert into applied_functions values ('public.rotate_session(uuid, uuid)', 'any', 0);
       -- The header changed, the body did not: the catalogue alone would not show it.
       alter function end_sessions volatile cost 7;
       update applied_functions set sha256 = 'another' where signature like 'public.end_sessions%'`,
    );
    await expect(booted(database.url)).rejects.toThrow(
      'is not the one of this build: end_sessions, list_sessions, open_session, refresh_session, shop_view. Run "npm run migrate"',
    );
    await expect(migrate(database.url)).resolves.toEqual([]);
    await expect(catalogue(database.url)).resolves.toEqual(migrated);
    await expect(booted(database.url)).resolves.toBeDefined();
  });

  it('leave the functions of a later build as they are, and say so', async () => {
    await migrate(database.url);
    await asOwner(
      database.url,
      `update applied_functions set functions_version = 1000, sha256 = 'another';
       create or replace function session_of_shop(p_shop_id uuid, p_session_id uuid) returns jsonb
         language plpgsql security definer set search_path = pg_catalog, pg_temp as 'begin return null; end';
       create function of_the_next_version() returns int language sql return 1;
       insert into applied_functions values ('public.of_the_next_version()', 'any', 1000)`,
    );
    const before = await catalogue(database.url);
    const lines: string[] = [];
    await expect(migrate(database.url, (line) => lines.push(line))).resolves.toEqual([]);
    await expect(catalogue(database.url)).resolves.toEqual(before);
    expect(lines).toEqual([
      'Role, rights, row security and policies are right. A later build has migrated this database: its functions stay as they are.',
    ]);
    await expect(booted(database.url)).resolves.toBeDefined();
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

  it('name a table with row security that has no policy and no record of one, as after a restored dump', async () => {
    await migrate(database.url);
    await asOwner(
      database.url,
      'create table goods (shop_id uuid); alter table goods enable row level security',
    );
    const said =
      /Row security is on and there is no policy, as after a restored dump, on: (public\.)?goods\./;
    await expect(migrate(database.url)).rejects.toThrow(said);
    await expect(booted(database.url)).rejects.toThrow(said);
    await asOwner(database.url, 'create policy closed on goods as restrictive using (false)');
    await expect(migrate(database.url)).resolves.toEqual([]);
    await expect(booted(database.url)).resolves.toBeDefined();
  });

  it('restore what somebody changed, though none is pending', async () => {
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

  describe('of a user who does not own the schema, as in a database of PostgreSQL 14 or older', () => {
    let user: string;
    let url: string;

    beforeEach(async () => {
      user = `plain_${database.url.split('_').at(-1)}`;
      url = Object.assign(new URL(database.url), { username: user, password: user }).href;
      await asOwner(
        database.url,
        `create role ${user} login createrole password '${user}'; grant otpravka_app to ${user};
         alter schema public owner to postgres; grant create on schema public to public`,
      );
    });
    afterEach(async () => {
      await asOwner(
        database.url,
        `reassign owned by ${user} to postgres; drop owned by ${user}; drop role ${user}`,
      );
    });

    const refusal = async (): Promise<string> =>
      ((await migrate(url).catch((error: unknown) => error)) as Error).message;
    const closeSchema = async (): Promise<void> => {
      const [, sql] = /An administrator runs: (.*)$/.exec(await refusal()) ?? [];
      expect(sql).toContain('revoke create on schema public from public');
      await asOwner(database.url, sql!);
    };

    it('ask the administrator to close the schema', async () => {
      await closeSchema();
      await expect(migrate(url)).resolves.toEqual(NAMES);
    });

    it('run beside a function of that user, and are refused beside one of anybody else, the services included', async () => {
      const makeFunctions = ['helper', 'planted_by_service', 'planted_by_other']
        .map((name) => `create function public.${name}() returns int language sql return 1;`)
        .join('\n');
      await asOwner(
        database.url,
        `${makeFunctions}
         alter function public.helper owner to ${user};
         alter function public.planted_by_service owner to otpravka_app;
         alter function public.planted_by_other owner to pg_monitor`,
      );
      await closeSchema();
      const drops = (await refusal()).split('\n').filter((line) => line.startsWith('drop '));
      expect(drops.sort()).toEqual([
        'drop routine public.planted_by_other();',
        'drop routine public.planted_by_service();',
      ]);
      await asOwner(database.url, drops.join('\n'));
      await expect(migrate(url)).resolves.toEqual(NAMES);
      await expect(booted(url)).resolves.toBeDefined();
    });
  });

  it('are refused beside a function of the services, also where the role of the services runs them', async () => {
    const { href } = new URL('?options=-c%20role%3Dotpravka_app', database.url);
    await asOwner(
      database.url,
      `create function public.planted() returns int language sql return 1;
       alter function public.planted owner to otpravka_app`,
    );
    await expect(migrate(href)).rejects.toThrow('drop routine public.planted();');
    await expect(asOwner(database.url, `select to_regclass('migrations') as made`)).resolves.toEqual([
      { made: null },
    ]);
  });

  it('stop at one that fails, and roll back all of them together with the functions', async () => {
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
