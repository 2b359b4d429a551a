import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { freshDatabase, type TestDatabase, until } from '@app/testing';
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
  let registry: Registry;
  let database: Database;

  beforeEach(async () => {
    store = await freshDatabase();
    registry = new Registry();
    database = new Database(
      serviceOptions({
        databaseUrl: store.url,
        applicationName: 'otpravka-spec',
        connections: CONNECTIONS,
      }),
      new PoolMetrics(registry),
      FIRST_CONNECTION_MS,
    );
    await database.onModuleInit();
  });
  afterEach(async () => {
    await database.onApplicationShutdown();
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

  it('count what fails because the disk is full or Postgres unavailable, and no other failure', async () => {
    const failWith = (state: string) =>
      database
        .query(`do $$ begin raise exception 'no' using errcode = '${state}'; end $$`)
        .catch(() => undefined);
    await failWith('53100');
    await failWith('57P01');
    await failWith('P0001');
    expect(await sample('otpravka_postgres_failures_total{reason="disk_full"}')).toBe(1);
    expect(await sample('otpravka_postgres_failures_total{reason="unavailable"}')).toBe(1);
  });
});
