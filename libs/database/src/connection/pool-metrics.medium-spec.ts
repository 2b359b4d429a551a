import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { asOwner, freshDatabase, TcpProxy, type TestDatabase, until } from '@app/testing';
import { Tenant } from '../tenancy/tenant';
import { serviceOptions } from './connection-options';
import { Database } from './database';
import { PoolMetrics } from './pool-metrics';

const FIRST_CONNECTION_MS = 60_000;
const SHOP_ID = '0193f3a0-0000-7000-8000-000000000001';
const CONNECTIONS = 2;

Logger.overrideLogger(false);

describe('the metrics of the pool', () => {
  let store: TestDatabase;
  let proxy: TcpProxy;
  let registry: Registry;
  let database: Database;

  beforeEach(async () => {
    store = await freshDatabase();
    proxy = await TcpProxy.to(store.url);
    registry = new Registry();
    database = new Database(
      serviceOptions({
        databaseUrl: proxy.url,
        applicationName: 'otpravka-spec',
        connections: CONNECTIONS,
      }),
      new PoolMetrics(registry),
      FIRST_CONNECTION_MS,
    );
    await database.onModuleInit();
  });
  afterEach(async () => {
    proxy.restore();
    await database.onApplicationShutdown();
    await proxy.close();
    await store.drop();
  });

  async function sample(series: string): Promise<number> {
    const line = (await registry.metrics()).split('\n').find((each) => each.startsWith(`${series} `));
    return Number(line?.split(' ').at(-1));
  }

  it('count a query and a transaction as one use of a connection each', async () => {
    const before = await sample('otpravka_postgres_use_seconds_count');
    await database.query('select 1');
    await new Tenant(database).run(SHOP_ID, (manager) => manager.query('select 1'));
    expect(await sample('otpravka_postgres_use_seconds_count')).toBe(before + 2);
    expect(await sample('otpravka_postgres_pool_wait_seconds_count')).toBe(
      await sample('otpravka_postgres_use_seconds_count'),
    );
    expect(await sample('otpravka_postgres_pool_max_connections')).toBe(CONNECTIONS);
  });

  it('show connections in use, and work that waits for one', async () => {
    const waitsBefore = await sample('otpravka_postgres_pool_wait_seconds_count');
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let started = 0;
    const holds = Array.from({ length: CONNECTIONS }, () =>
      new Tenant(database).run(SHOP_ID, async () => {
        started += 1;
        await released;
      }),
    );
    await until(() => started === CONNECTIONS, { what: 'all connections to be in use' });
    const waiting = database.query('select 1');
    expect(await sample('otpravka_postgres_pool_waiting')).toBe(1);
    expect(await sample('otpravka_postgres_pool_connections{state="busy"}')).toBe(CONNECTIONS);
    release();
    await Promise.all([...holds, waiting]);
    expect(await sample('otpravka_postgres_pool_waiting')).toBe(0);
    expect(await sample('otpravka_postgres_pool_connections{state="idle"}')).toBe(CONNECTIONS);
    expect(await sample('otpravka_postgres_pool_wait_seconds_count')).toBe(waitsBefore + CONNECTIONS + 1);
  });

  const failures = async () => ({
    diskFull: await sample('otpravka_postgres_failures_total{reason="disk_full"}'),
    unavailable: await sample('otpravka_postgres_failures_total{reason="unavailable"}'),
  });

  const failing = (state: string) => `do $$ begin raise exception 'no' using errcode = '${state}'; end $$`;

  const inTransaction = (...statements: readonly string[]) =>
    new Tenant(database).run(SHOP_ID, async (manager) => {
      for (const sql of statements) await manager.query(sql);
    });

  it.each([
    ['a query', (sql: string) => database.query(sql)],
    ['a transaction', (sql: string) => inTransaction('select 1', sql)],
  ])(
    'count what fails in %s because the disk is full or Postgres unavailable, and no other failure',
    async (_, run) => {
      expect(await failures()).toEqual({ diskFull: 0, unavailable: 0 });
      for (const state of ['53100', '57P01', 'P0001'])
        await expect(run(failing(state))).rejects.toMatchObject({ code: state });
      expect(await failures()).toEqual({ diskFull: 1, unavailable: 1 });
    },
  );

  it('count a full disk that is noticed at the commit', async () => {
    await asOwner(
      store.url,
      `create function refuse() returns trigger language plpgsql as $body$ begin raise exception 'no' using errcode = '53100'; end $body$;
       create table late (id int);
       create constraint trigger late after insert on late deferrable initially deferred for each row execute function refuse();
       grant insert on late to otpravka_app`,
    );
    await expect(inTransaction('insert into late values (1)')).rejects.toMatchObject({ code: '53100' });
    expect(await failures()).toEqual({ diskFull: 1, unavailable: 0 });
  });

  it.each([
    [
      'that Postgres ends during a query',
      () =>
        new Tenant(database).run(SHOP_ID, async (manager) => {
          const [{ pid }] = await manager.query<[{ pid: number }]>('select pg_backend_pid() as pid');
          const query = manager.query('select pg_sleep(60)');
          await Promise.all([query, asOwner(store.url, 'select pg_terminate_backend($1)', [pid])]);
        }),
    ],
    [
      'that breaks between two queries',
      () =>
        new Tenant(database).run(SHOP_ID, async (manager) => {
          proxy.cut();
          await until(() => manager.queryRunner!.isReleased, { what: 'news of the broken connection' });
          await manager.query('select 1');
        }),
    ],
    [
      'that breaks during a query',
      () =>
        new Tenant(database).run(SHOP_ID, async (manager) => {
          const query = manager.query('select pg_sleep(60)');
          proxy.cut();
          await query;
        }),
    ],
    [
      'that answers no more',
      () =>
        new Tenant(database).run(SHOP_ID, async (manager) => {
          proxy.silence();
          await manager.query('select 1');
        }),
    ],
    [
      'that cannot be opened',
      async () => {
        proxy.cut();
        const idle = () => sample('otpravka_postgres_pool_connections{state="idle"}');
        await until(async () => (await idle()) === 0, { what: 'the pool to have no connection' });
        await inTransaction('select 1');
      },
    ],
  ])('count a transaction once whose connection is one %s', async (_, run) => {
    await expect(run()).rejects.toThrow();
    expect(await failures()).toEqual({ diskFull: 0, unavailable: 1 });
  });
});
