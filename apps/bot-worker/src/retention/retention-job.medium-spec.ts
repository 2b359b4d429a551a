import { type INestApplicationContext, Logger, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Registry } from 'prom-client';
import { DatabaseModule } from '@app/database';
import { asOwner, freshDatabase, type TestDatabase, until } from '@app/testing';
import { RetentionModule } from './retention.module';

const ROWS = 'otpravka_expired_rows_deleted_total';
const LAST_SUCCESS = 'otpravka_retention_last_success_timestamp_seconds';

const registry = new Registry();

@Module({
  providers: [{ provide: Registry, useValue: registry }],
  exports: [Registry],
})
class RegistryModule {}

@Module({})
class Application {}

describe('the metrics of the retention', () => {
  const warnings: unknown[] = [];
  let store: TestDatabase;
  let worker: INestApplicationContext | undefined;

  beforeEach(async () => {
    store = await freshDatabase();
    registry.clear();
    warnings.length = 0;
    const silent = () => undefined;
    Logger.overrideLogger({ log: silent, error: silent, warn: (line: unknown) => void warnings.push(line) });
  });
  afterEach(async () => {
    await worker?.close();
    await store.drop();
  });

  /** Starts a worker that does nothing but delete. */
  async function startWorker(): Promise<void> {
    const database = DatabaseModule.forRoot({ databaseUrl: store.url, applicationName: 'otpravka-spec' });
    const imports = [database, { module: RegistryModule, global: true }, RetentionModule];
    worker = await NestFactory.createApplicationContext(
      { module: Application, imports },
      { abortOnError: false },
    );
  }

  const valueOf = async (name: string, labels: Readonly<Record<string, string>> = {}): Promise<number> => {
    const metric = await registry.getSingleMetric(name)!.get();
    return metric.values.find((one) => one.labels['table'] === labels['table'])!.value;
  };

  it('count the deleted rows by table, and show when no expired row was left', async () => {
    await asOwner(
      store.url,
      `with shop as (
         insert into shops (phone, name, language, currency, timezone)
           values ('+77011234567', '', 'ru', 'KZT', 'Asia/Almaty') returning id)
       insert into activity (shop_id, event, at)
         select id, 'session_opened', now() - interval '181 days' from shop, generate_series(1, 3)`,
    );
    const startedAt = Math.floor(Date.now() / 1000);
    await startWorker();
    await until(async () => (await valueOf(LAST_SUCCESS)) > 0, { what: 'a success' });
    expect(await valueOf(LAST_SUCCESS)).toBeGreaterThanOrEqual(startedAt);
    expect(await valueOf(ROWS, { table: 'activity' })).toBe(3);
    expect(await valueOf(ROWS, { table: 'sessions' })).toBe(0);
  });

  it('show no success while rows cannot be deleted', async () => {
    await asOwner(store.url, 'alter table activity rename to unavailable_activity');
    await startWorker();
    await until(() => warnings.length > 0, { what: 'a failure' });
    expect(await valueOf(LAST_SUCCESS)).toBe(0);
  });
});
