import { Logger, type LoggerService } from '@nestjs/common';
import { asOwner, freshDatabase, type TestDatabase, TcpProxy, until } from '@app/testing';
import { booted, closeDatabases } from '../spec/databases';

describe('a running service', () => {
  let store: TestDatabase;
  let proxy: TcpProxy;
  let lines: unknown[] = [];

  beforeEach(async () => {
    store = await freshDatabase();
    proxy = await TcpProxy.to(store.url);
    lines = [];
    const log = (...line: readonly unknown[]): void => {
      const text = line.find((part) => typeof part === 'string' && part.startsWith('Postgres is'));
      if (text !== undefined) lines.push(text);
    };
    Logger.overrideLogger({ log, warn: log } as unknown as LoggerService);
  });
  afterEach(async () => {
    Logger.overrideLogger(false);
    proxy.restore();
    await closeDatabases();
    await proxy.close();
    await store.drop();
  });

  it('logs that Postgres is lost, and that it is back, once each', async () => {
    const database = await booted(proxy.url);
    proxy.cut();
    for (let ping = 0; ping < 3; ping++) await database.ping().catch(() => undefined);
    expect(lines).toEqual(['Postgres is unavailable']);
    proxy.restore();
    await until(() => database.ping().then(() => true));
    await database.ping();
    expect(lines).toEqual(['Postgres is unavailable', 'Postgres is available again']);
  });

  it('logs nothing when one connection closes and Postgres answers on another', async () => {
    const database = await booted(store.url);
    const [row] = await database.query<{ pid: number }>('select pg_backend_pid() as pid');
    await asOwner(store.url, 'select pg_terminate_backend($1, 5000)', [row!.pid]);
    // The pool drops the closed connection when it hears of its end.
    await until(async () => {
      const [now] = await database.query<{ pid: number }>('select pg_backend_pid() as pid').catch(() => []);
      return now !== undefined && now.pid !== row!.pid;
    });
    await database.ping();
    expect(lines).toEqual([]);
  });
});
