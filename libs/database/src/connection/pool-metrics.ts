import type { Pool, PoolClient } from 'pg';
import { Counter, Gauge, type Registry } from 'prom-client';
import { LatencyHistogram, type Observer } from '@app/runtime';
import { isDatabaseUnavailable } from './database-unavailable';

const DISK_FULL = '53100';

type Acquired = (error: Error | undefined, client: PoolClient | undefined, release: unknown) => void;
type Connect = (callback?: Acquired) => Promise<PoolClient> | void;

/** How long the work of a service waits for a connection of its pool, and how long it then keeps the connection. */
export class PoolMetrics {
  private readonly wait: Observer;
  private readonly use: Observer;
  private readonly failures: Counter<'reason'>;
  private pool: Pool | undefined;

  constructor(registry: Registry) {
    const registers = [registry];
    this.wait = new LatencyHistogram(registry, {
      name: 'otpravka_postgres_pool_wait_seconds',
      help: 'How long work waited for a connection of the pool, the connecting included',
      buckets: [0.001, 0.005, 0.025, 0.1, 0.5, 1, 2.5],
    }).observer();
    this.use = new LatencyHistogram(registry, {
      name: 'otpravka_postgres_use_seconds',
      help: 'How long work kept its connection: a query, or a whole transaction',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    }).observer();
    this.failures = new Counter({
      name: 'otpravka_postgres_failures_total',
      help: 'Work that failed because Postgres was unavailable, or its disk full',
      labelNames: ['reason'],
      registers,
    });
    // A counter that starts at 0 shows its first increase.
    for (const reason of ['unavailable', 'disk_full']) this.failures.inc({ reason }, 0);
    this.measureConnections(registers);
  }

  /** Measures the pool from now on. */
  watch(pool: Pool): void {
    this.pool = pool;
    const connect = pool.connect.bind(pool) as Connect;
    // pg-pool calls this for each query, TypeORM for each transaction, both with a callback.
    const measured: Connect = (callback) => {
      if (callback === undefined) return connect();
      const startedAt = performance.now();
      return connect((error, client, release) => {
        this.wait.observe((performance.now() - startedAt) / 1_000);
        if (error !== undefined) this.countFailure(error);
        callback(error, client, release);
      });
    };
    pool.connect = measured as Pool['connect'];
    const acquiredAt = new WeakMap<object, number>();
    pool.on('acquire', (client) => void acquiredAt.set(client, performance.now()));
    pool.on('release', (error: Error | undefined, client) => {
      const startedAt = acquiredAt.get(client);
      if (startedAt !== undefined) this.use.observe((performance.now() - startedAt) / 1_000);
      if (error instanceof Error) this.countFailure(error);
    });
  }

  /** Counts the failure of a query. Those that end a connection with their error are counted by the pool already. */
  countFailure(error: Error): void {
    if ((error as { code?: string }).code === DISK_FULL) this.failures.inc({ reason: 'disk_full' });
    else if (isDatabaseUnavailable(error)) this.failures.inc({ reason: 'unavailable' });
  }

  private measureConnections(registers: Registry[]): void {
    const pool = (): Pool | undefined => this.pool;
    new Gauge({
      name: 'otpravka_postgres_pool_connections',
      help: 'Open connections of the pool, by whether work has them',
      labelNames: ['state'],
      registers,
      collect() {
        const { totalCount = 0, idleCount = 0 } = pool() ?? {};
        this.set({ state: 'busy' }, totalCount - idleCount);
        this.set({ state: 'idle' }, idleCount);
      },
    });
    new Gauge({
      name: 'otpravka_postgres_pool_max_connections',
      help: 'The most connections that the pool opens',
      registers,
      collect() {
        this.set(pool()?.options.max ?? 0);
      },
    });
    new Gauge({
      name: 'otpravka_postgres_pool_waiting',
      help: 'Work that waits for a connection now',
      registers,
      collect() {
        this.set(pool()?.waitingCount ?? 0);
      },
    });
  }
}
