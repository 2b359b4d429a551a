import { randomBytes } from 'node:crypto';
import { asOwner, emptyDatabase, type TestDatabase } from '@app/testing';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { migrate } from '../migrator';
import { UnfitDatabase } from './preconditions';
import { booted, closeDatabases } from '../spec/databases';
import { type OpenedShop, openShop } from '../spec/shops';
import { enableTenantIsolation } from '../tenancy/tenant-isolation';

/**
 * Operators and functions of every name and every pair of types that our functions could mean, wherever PostgreSQL has
 * none of exactly these types itself. Each of them raises an error that names the role it runs as.
 */
const PLANT = `
  do $plant$
  declare
    types text[] := array['text', 'varchar', 'int', 'bigint', 'numeric', 'uuid', 'uuid[]', 'boolean', 'jsonb', 'interval',
      'timestamptz', 'shops', 'sessions', 'activity', 'telegram_accounts'];
    one text; other text; operator text; called record; returned text;
  begin
    foreach one in array types loop
      foreach other in array types loop
        execute format($code$
          create function planted(%1$s, %2$s) returns text language plpgsql as
            'begin raise exception ''planted code ran as %%'', current_user; end';
          create function planted_test(%1$s, %2$s) returns boolean language plpgsql as
            'begin raise exception ''planted code ran as %%'', current_user; end' $code$, one, other);
        foreach operator in array array['||', '+', '-', '*', '=', '<>', '<', '>', '<=', '>='] loop
          continue when exists (select from pg_operator where oprname = operator and oprnamespace = 'pg_catalog'::regnamespace
            and oprleft = one::regtype and oprright = other::regtype);
          returned := case when operator in ('||', '+', '-', '*') then 'planted' else 'planted_test' end;
          execute format('create operator %s (leftarg = %s, rightarg = %s, function = %s)', operator, one, other, returned);
        end loop;
      end loop;
    end loop;
    -- Functions of PostgreSQL and of ours, each with parameters that it does not have.
    for called in
      select distinct p.proname as name from pg_proc p
      where p.proname in ('hashtextextended', 'pg_advisory_xact_lock', 'make_interval', 'jsonb_build_object', 'jsonb_agg',
          'to_jsonb', 'now', 'clock_timestamp', 'encode', 'set_bit', 'uuid_send', 'int8send', 'substring', 'count')
        or p.pronamespace = 'public'::regnamespace and p.proname not like 'planted%'
    loop
      foreach one in array types loop
        foreach other in array types loop
          begin
            execute format($code$
              create function %1$I(%2$s, %3$s) returns jsonb language plpgsql as
                'begin raise exception ''planted code ran as %%'', current_user; end' $code$, called.name, one, other);
          exception when duplicate_function then null;
          end;
        end loop;
      end loop;
    end loop;
    create function record_activity(varchar, varchar, varchar, varchar) returns void language plpgsql as
      'begin raise exception ''planted code ran as %'', current_user; end';
  end $plant$;
  -- A function that finds tables and types in a temporary schema first would use these.
  create temporary table shops (like public.shops); create temporary table sessions (like public.sessions)`;

/** One object of every other kind that may contain code or resolve to it. */
const MORE_PLANTS = `
  create type public.pair as (of int);
  create type public.colour as enum ('red');
  create type public.span as range (subtype = int);
  create domain public.amount as int check (value > 0);
  create function public.added(int, int) returns int language sql return 1;
  create aggregate public.total (int) (sfunc = public.added, stype = int);
  create procedure public.done() language sql as 'select 1';
  create function public.said(public.pair) returns text language sql return 'a text';
  create cast (public.pair as text) with function public.said(public.pair);
  create operator public.|/| (rightarg = public.pair, function = public.said)`;

const DROPS_OF_MORE_PLANTS = [
  'drop type public.pair;',
  'drop type public.colour;',
  'drop type public.span;',
  'drop type public.amount;',
  'drop aggregate public.total(integer);',
  'drop routine public.done();',
  'drop routine public.said(public.pair);',
  'drop cast (public.pair AS pg_catalog.text);',
  'drop operator public.|/|(NONE,public.pair);',
];

interface Definer {
  readonly name: string;
  readonly names: readonly string[];
  readonly types: readonly string[];
}

/** Read from the catalogue, so that this also attacks functions of later builds. */
const DEFINERS = `
  select proname as name, proargnames as names,
    array(select format_type(type, null) from unnest(proargtypes) with ordinality a (type, at) order by at) as types
  from pg_proc where pronamespace = 'public'::regnamespace and prosecdef order by proname`;

const PHONE = '+77011234567';

describe('a database in which everybody may create objects, as those of PostgreSQL 14 and older', () => {
  const login = `login_${randomBytes(6).toString('hex')}`;
  let store: TestDatabase;
  let shop: OpenedShop;
  let functions: readonly Definer[];
  let attacker: Client;

  beforeAll(async () => {
    store = await emptyDatabase();
    await migrate(store.url);
    const database = await booted(store.url);
    shop = await openShop(database, PHONE);
    await database.query(`select link_telegram_account(7, $1, 7, null, null, null)`, [PHONE]);
    await closeDatabases();
    functions = await asOwner<Definer & object>(store.url, DEFINERS);
    // The hardened login of docs/tenancy.md, whose only right is to take the role.
    await asOwner(
      store.url,
      `grant create on schema public to public;
       create role ${login} login password '${login}' noinherit; grant otpravka_app to ${login}`,
    );
    const url = Object.assign(new URL(store.url), { username: login, password: login });
    attacker = new Client({ connectionString: url.href, options: '-c role=otpravka_app' });
    await attacker.connect();
  });
  afterAll(async () => {
    await closeDatabases();
    await attacker.end();
    await asOwner(store.url, `drop owned by ${login}`);
    await store.drop();
    await asOwner(new URL('/postgres', store.url).href, `drop role ${login}`);
  });

  /** A value that leads deep into the function, chosen by the name of the parameter, else by its type. */
  const valueOf = (called: string, name: string, type: string, round: number): string => {
    const byName: Record<string, string> = {
      p_phone: `'${PHONE}'`,
      p_shop_id: `'${shop.shopId}'`,
      p_session_id: `'${shop.sessionId}'`,
      p_other_id: `'${shop.sessionId}'`,
      p_challenge_id: round === 0 ? `'another challenge'` : `'challenge of ${PHONE}'`,
      p_scope: `'all'`,
      p_chat_id: called === 'open_session' ? 'null' : '7',
    };
    const byType: Record<string, string> = {
      bigint: String(7 + round),
      integer: '1',
      boolean: 'true',
      uuid: 'null',
    };
    return `${byName[name] ?? byType[type] ?? `'a text'`}::${type}`;
  };

  /** The results of two calls of each function, which are rolled back. */
  async function answers(): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const { name, names, types } of functions) {
      await attacker.query('begin');
      for (const round of [0, 1]) {
        const given = types.map((type, at) => valueOf(name, names[at] ?? '', type, round));
        await attacker.query('savepoint before');
        const answer = await attacker
          .query<{ kind: string }>(
            `select pg_typeof(f)::text || case when f is null then ' null' else '' end as kind from public.${name}(${given.join(', ')}) f`,
          )
          .then(
            ({ rows }) => String(rows[0]?.kind),
            (error: Error) => error.message,
          );
        if (answer.includes(' ')) await attacker.query('rollback to before');
        found[`${name} ${round}`] = answer;
      }
      await attacker.query('rollback');
    }
    return found;
  }

  it('gives SQL of the services nothing: each function runs its own code only', async () => {
    expect(functions.length).toBeGreaterThan(14);
    const before = await answers();
    await attacker.query(PLANT);
    await expect(attacker.query('select 1::bigint || 1::bigint')).rejects.toThrow(
      'planted code ran as otpravka_app',
    );

    await expect(answers()).resolves.toEqual(before);
    expect(JSON.stringify(before)).not.toContain('planted');
    // Row security, ids and triggers use expressions that were parsed before.
    const theirs = new Client({ connectionString: store.url });
    await theirs.connect();
    await theirs.query(`update public.shops set name = 'another' where phone = '${PHONE}'`);
    await theirs.end();
  });

  it('gives it nothing in the policy of a team', async () => {
    const owner = await new DataSource({ type: 'postgres', url: store.url }).initialize();
    const runner = owner.createQueryRunner();
    await runner.query('create table public.goods (shop_id uuid)');
    await enableTenantIsolation(runner, 'goods');
    await owner.destroy();
    await expect(
      attacker.query(
        `select set_config('app.shop_id', '${shop.shopId}', false); select from public.goods; select name from public.shops`,
      ),
    ).resolves.toMatchObject([{}, { rowCount: 0 }, { rowCount: 1 }]);
  });

  it('is refused by services and migrations until all planted code is dropped', async () => {
    await attacker.query(MORE_PLANTS);
    await asOwner(
      store.url,
      `create function of_the_owner(int) returns int language sql return 1;
       delete from public.migrations where name like 'Activity%'; drop table public.activity cascade`,
    );
    const failure: unknown = await migrate(store.url).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnfitDatabase);
    const drops = (failure as Error).message.split('\n').filter((line) => line.startsWith('drop '));
    expect(drops).toEqual(expect.arrayContaining(DROPS_OF_MORE_PLANTS));
    expect(drops.join()).not.toContain('of_the_owner');
    await expect(asOwner(store.url, `select from migrations where name like 'Activity%'`)).resolves.toEqual(
      [],
    );

    await dropAll(drops);
    await expect(migrate(store.url)).resolves.toEqual(['Activity1763950000004']);
    await expect(booted(store.url)).resolves.toBeDefined();
  });

  it('is refused until `migrate` has closed it, and beside code that was planted before', async () => {
    await asOwner(store.url, 'grant create on schema public to public');
    await attacker.query('create function public.later() returns int language sql return 1');
    const failure: unknown = await booted(store.url).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnfitDatabase);
    expect((failure as Error).message).toMatch(/everybody, may create objects in: public\..*npm run migrate/);
    expect((failure as Error).message).toContain('\ndrop routine public.later();\n');

    await expect(migrate(store.url)).rejects.toThrow('drop routine public.later();');
    await expect(attacker.query('create function more() returns int language sql return 1')).rejects.toThrow(
      'permission denied for schema public',
    );
    await dropAll(['drop routine public.later();']);
    await migrate(store.url);
    await expect(booted(store.url)).resolves.toBeDefined();
  });

  /** In batches: a transaction has fewer locks than there are planted objects. */
  async function dropAll(drops: readonly string[]): Promise<void> {
    for (let at = 0; at < drops.length; at += 500) {
      await asOwner(store.url, drops.slice(at, at + 500).join('\n'));
    }
  }
});
