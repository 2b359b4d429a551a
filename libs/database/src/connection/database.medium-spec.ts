import { asOwner, emptyDatabase, freshDatabase, type TestDatabase, until, TcpProxy } from '@app/testing';
import type { Database } from './database';
import { DatabaseUnavailable, isDatabaseUnavailable } from './database-unavailable';
import { booted, closeDatabases, databaseOf } from '../spec/databases';
import { Tenant } from '../tenancy/tenant';

/** A connection and a query have a limit of 2 s each; the rest is for a busy machine. */
const IN_TIME_MS = 15_000;
const SHOP_ID = '0193f3a0-0000-7000-8000-000000000001';

async function failureOf(work: Promise<unknown>): Promise<{ error: unknown; afterMs: number }> {
  const start = Date.now();
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, afterMs: Date.now() - start };
}

describe('the database', () => {
  let store: TestDatabase;
  let proxy: TcpProxy;

  beforeEach(async () => {
    store = await freshDatabase();
    proxy = await TcpProxy.to(store.url);
  });
  afterEach(async () => {
    proxy.restore();
    await closeDatabases();
    await proxy.close();
    await store.drop();
  });

  const reconnects = (database: Database) =>
    until(() => database.ping().then(() => true), { what: 'an answer' });

  describe('that is unavailable at boot', () => {
    it.each(['cut', 'silence'] as const)(
      '(%s) lets the service boot, and reconnects by itself',
      async (how) => {
        proxy[how]();
        const database = databaseOf(proxy.url);
        await database.onModuleInit();
        const { error, afterMs } = await failureOf(database.query('select 1'));
        expect(error).toBeInstanceOf(DatabaseUnavailable);
        expect(isDatabaseUnavailable(error)).toBe(true);
        expect(afterMs).toBeLessThan(IN_TIME_MS);
        await expect(new Tenant(database).run(SHOP_ID, () => Promise.resolve())).rejects.toThrow(
          DatabaseUnavailable,
        );

        proxy.restore();
        await reconnects(database);
        await expect(database.query('select current_user as role')).resolves.toEqual([
          { role: 'otpravka_app' },
        ]);
      },
    );
  });

  describe.each(['cut', 'silence'] as const)('that becomes unavailable later (%s)', (how) => {
    it('fails every query in time, and reconnects by itself', async () => {
      const database = await booted(proxy.url);
      await Promise.all(Array.from({ length: 5 }, () => database.query('select pg_sleep(0.05)')));
      proxy[how]();

      const failures = await Promise.all(
        Array.from({ length: 30 }, () => failureOf(database.query('select 1'))),
      );
      for (const { error, afterMs } of failures) {
        expect(isDatabaseUnavailable(error)).toBe(true);
        expect(afterMs).toBeLessThan(IN_TIME_MS);
      }
      proxy.restore();
      await reconnects(database);
    });

    it('fails Tenant.run in time, and reconnects by itself', async () => {
      const database = await booted(proxy.url);
      const tenant = new Tenant(database);
      await tenant.run(SHOP_ID, (manager) => manager.query('select 1'));
      const first = await failureOf(
        tenant.run(SHOP_ID, async (manager) => {
          proxy[how]();
          await manager.query('select 1');
        }),
      );

      const second = await failureOf(tenant.run(SHOP_ID, (manager) => manager.query('select 1')));
      for (const { error, afterMs } of [first, second]) {
        expect(isDatabaseUnavailable(error)).toBe(true);
        expect(afterMs).toBeLessThan(IN_TIME_MS);
      }
      proxy.restore();
      await until(() => tenant.run(SHOP_ID, () => Promise.resolve(true)));
    });
  });

  it('is reported as unavailable when the connection of Tenant.run breaks between two queries', async () => {
    const database = await booted(store.url);
    const { error } = await failureOf(
      new Tenant(database).run(SHOP_ID, async (manager) => {
        const [{ pid }] = await manager.query<[{ pid: number }]>('select pg_backend_pid() as pid');
        await asOwner(store.url, 'select pg_terminate_backend($1, 5000)', [pid]);
        await until(() => manager.queryRunner!.isReleased, { what: 'news of the broken connection' });
        await manager.query('select 1');
      }),
    );
    expect(isDatabaseUnavailable(error)).toBe(true);
    await reconnects(database);
  });

  it('closes its connections when the service shuts down, even during the boot', async () => {
    const running = await booted(store.url, { applicationName: 'otpravka-running' });
    await running.ping();
    const booting = databaseOf(store.url, { applicationName: 'otpravka-booting' });
    const boot = booting.onModuleInit();
    await Promise.all([running.onApplicationShutdown(), booting.onApplicationShutdown()]);
    await boot;
    const connections = () =>
      asOwner(
        store.url,
        `select from pg_stat_activity where application_name in ('otpravka-running', 'otpravka-booting')`,
      );
    await until(async () => (await connections()).length === 0, { what: 'no connection' });
  });

  it('lets the service boot in time if a host accepts connections and never answers', async () => {
    proxy.silence();
    const { error, afterMs } = await failureOf(databaseOf(proxy.url).onModuleInit());
    expect(error).toBeUndefined();
    expect(afterMs).toBeLessThan(IN_TIME_MS);
  });

  it('fails at once if it does not exist', async () => {
    const gone = await emptyDatabase();
    await gone.drop();
    const { error } = await failureOf(booted(gone.url));
    expect(error).toMatchObject({
      name: 'UnfitDatabase',
      message: expect.stringMatching(/refuses the login of DATABASE_URL: .+ does not exist/) as string,
    });
    expect(isDatabaseUnavailable(error)).toBe(false);
  });
});
