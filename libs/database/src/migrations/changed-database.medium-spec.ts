import { asOwner } from '@app/testing';
import { migrate } from '../migrator';
import { catalogue } from '../spec/catalogue';
import { booted, useDatabase } from '../spec/databases';
import { refusalOf } from '../spec/refusal-of';

describe('a migrate of a database that has been changed', () => {
  const database = useDatabase('each test');

  it('replaces functions that differ from their files, and drops those of an earlier build', async () => {
    const migrated = await catalogue(database.url);
    await asOwner(
      database.url,
      `alter function open_session set search_path = public, pg_temp;
       create or replace function shop_view(shop shops) returns jsonb language sql stable
         set search_path = pg_catalog, pg_temp as 'select null::jsonb';
       drop function refresh_session;
       -- An earlier build has left list_sessions with another parameter name, and a function that no longer exists.
       drop function list_sessions;
       create function list_sessions(p_shop uuid, p_session_id uuid) returns jsonb language sql
         set search_path = pg_catalog, pg_temp as 'select null::jsonb';
       update applied_functions set signature = 'public.list_sessions(p_shop uuid, p_session_id uuid)', functions_version = 0
         where signature like 'public.list_sessions%';
       create function rotate_session(uuid, uuid) returns jsonb language sql return null::jsonb;
       grant execute on function rotate_session to otpravka_app;
       insert into applied_functions values ('public.rotate_session(uuid, uuid)', 'any', 0);
       -- The header of end_sessions has changed. The catalogue contains only its body, which has not.
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

  it('leaves the functions of a later build as they are, and says so', async () => {
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

  it('refuses a table with row security that has no policy and no record of a policy', async () => {
    await asOwner(
      database.url,
      'create table goods (shop_id uuid); alter table goods enable row level security',
    );
    const reason =
      /Row security is on and there is no policy, as after a restored dump, on: (public\.)?goods\./;
    await expect(migrate(database.url)).rejects.toThrow(reason);
    await expect(booted(database.url)).rejects.toThrow(reason);
    await asOwner(database.url, 'create policy closed on goods as restrictive using (false)');
    await expect(migrate(database.url)).resolves.toEqual([]);
    await expect(booted(database.url)).resolves.toBeDefined();
  });

  it('restores rights, row security, policies and functions', async () => {
    await asOwner(
      database.url,
      `alter table sessions disable row level security; drop policy tenant_isolation on activity;
       alter policy tenant_isolation on shops using (true);
       revoke all on shops from otpravka_app; drop function list_activity; grant create on schema public to public`,
    );
    await refusalOf(booted(database.url));
    await expect(migrate(database.url)).resolves.toEqual([]);
    await expect(booted(database.url)).resolves.toBeDefined();
  });
});
