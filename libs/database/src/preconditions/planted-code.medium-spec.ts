import { asOwner, emptyDatabase, ServiceLogin, type TestDatabase } from '@app/testing';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { migrate } from '../migrator';
import { booted, closeDatabases } from '../spec/databases';
import { DROP_MORE_CODE_SQL, PLANT_MORE_CODE_SQL, PLANT_CODE_SQL } from '../spec/planted-code';
import { refusalOf } from '../spec/refusal-of';
import { type OpenedShop, openShop } from '../spec/shops';
import { enableTenantIsolation } from '../tenancy/tenant-isolation';

interface Definer {
  readonly name: string;
  readonly names: readonly string[];
  readonly types: readonly string[];
}

/** Reads the functions from the catalogue, so that the test also covers functions of later builds. */
const DEFINERS = `
  select proname as name, proargnames as names,
    array(select format_type(type, null) from unnest(proargtypes) with ordinality a (type, at) order by at) as types
  from pg_proc where pronamespace = 'public'::regnamespace and prosecdef order by proname`;

const PHONE = '+77011234567';

/** Everybody may create objects in the schema `public` of databases of PostgreSQL 14 and older. */
describe('a database in which everybody may create objects', () => {
  let login: ServiceLogin;
  let store: TestDatabase;
  let shop: OpenedShop;
  let functions: readonly Definer[];
  let attacker: Client;

  beforeAll(async () => {
    store = await emptyDatabase();
    await migrate(store.url);
    const database = await booted(store.url);
    shop = await openShop(database, PHONE);
    await database.query(`select link_telegram_account(7, $1, 7, null, null, null, null)`, [PHONE]);
    await closeDatabases();
    functions = await asOwner<Definer & object>(store.url, DEFINERS);
    await asOwner(store.url, 'grant create on schema public to public');
    login = await ServiceLogin.create(store.url);
    attacker = new Client({ connectionString: login.url, options: '-c role=otpravka_app' });
    await attacker.connect();
  });
  afterAll(async () => {
    await closeDatabases();
    await attacker.end();
    await store.drop();
    await login.drop();
  });

  /** Chooses an argument by the name of the parameter, or else by its type, so that the function does much of its work. */
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

  /** Calls each function twice and rolls back. @returns the type of each result, or the message of its error */
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

  it('lets no function run the code that SQL of the services has planted', async () => {
    expect(functions.length).toBeGreaterThan(14);
    const before = await answers();
    await attacker.query(PLANT_CODE_SQL);
    await expect(attacker.query('select 1::bigint || 1::bigint')).rejects.toThrow(
      'planted code ran as otpravka_app',
    );

    await expect(answers()).resolves.toEqual(before);
    expect(JSON.stringify(before)).not.toContain('planted');
    // Row security, ids and triggers use expressions that were parsed before the code was planted.
    await asOwner(store.url, `update public.shops set name = 'another' where phone = '${PHONE}'`);
  });

  it('lets no policy of a team run planted code', async () => {
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
    await attacker.query(PLANT_MORE_CODE_SQL);
    await asOwner(
      store.url,
      `create function of_the_owner(int) returns int language sql return 1;
       delete from public.migrations where name like 'Activity%'; drop table public.activity cascade`,
    );
    const refusal = await refusalOf(migrate(store.url));
    const drops = refusal.split('\n').filter((line) => line.startsWith('drop '));
    expect(drops).toEqual(expect.arrayContaining(DROP_MORE_CODE_SQL));
    expect(drops.join()).not.toContain('of_the_owner');
    await expect(asOwner(store.url, `select from migrations where name like 'Activity%'`)).resolves.toEqual(
      [],
    );

    await dropAll(drops);
    await expect(migrate(store.url)).resolves.toEqual(['Activity1763950000004']);
    await expect(booted(store.url)).resolves.toBeDefined();
  });

  it('is refused until `migrate` has closed it and the planted code is dropped', async () => {
    await asOwner(store.url, 'grant create on schema public to public');
    await attacker.query('create function public.later() returns int language sql return 1');
    const refusal = await refusalOf(booted(store.url));
    expect(refusal).toMatch(/everybody, may create objects in: public\..*npm run migrate/);
    expect(refusal).toContain('\ndrop routine public.later();\n');

    await expect(migrate(store.url)).rejects.toThrow('drop routine public.later();');
    await expect(attacker.query('create function more() returns int language sql return 1')).rejects.toThrow(
      'permission denied for schema public',
    );
    await dropAll(['drop routine public.later();']);
    await migrate(store.url);
    await expect(booted(store.url)).resolves.toBeDefined();
  });

  /** Drops in batches, because a transaction may hold fewer locks than there are planted objects. */
  async function dropAll(drops: readonly string[]): Promise<void> {
    for (let at = 0; at < drops.length; at += 500) {
      await asOwner(store.url, drops.slice(at, at + 500).join('\n'));
    }
  }
});
