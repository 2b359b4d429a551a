import { Counter, Gauge, type Registry } from 'prom-client';
import type { RedisStore } from './redis-store';
import { readServerReports, type ServerReport } from './server-report';

/**
 * What each server of Redis says about its memory and its disk. All services report the same servers, so a query takes the
 * maximum and not the sum. While a server is unavailable its series are absent.
 */
export function measureServers(store: RedisStore, registry: Registry): void {
  let pending: Promise<readonly ServerReport[]> | undefined;
  // The metrics of a scrape share one read.
  const readReports = () =>
    (pending ??= readServerReports(store)
      .catch(() => [])
      .finally(() => (pending = undefined)));
  const gauge = (name: string, help: string, valueOf: (report: ServerReport) => number | undefined): void =>
    void new Gauge({
      ...{ name, help, labelNames: ['server'], registers: [registry] },
      async collect() {
        const reports = await readReports();
        this.reset();
        for (const report of reports) {
          const value = valueOf(report);
          if (value !== undefined) this.set({ server: report.address }, value);
        }
      },
    });
  gauge(
    'otpravka_redis_memory_used_bytes',
    'Memory that Redis uses',
    ({ usedMemoryBytes }) => usedMemoryBytes,
  );
  gauge(
    'otpravka_redis_memory_max_bytes',
    'Memory at which Redis refuses writes; 0 without a limit',
    ({ maxMemoryBytes }) => maxMemoryBytes,
  );
  new Counter({
    name: 'otpravka_redis_evicted_keys_total',
    help: 'Keys that Redis has evicted since its start; each may have been a limit or a lock',
    labelNames: ['server'],
    registers: [registry],
    async collect() {
      const reports = await readReports();
      this.reset();
      for (const { address, evictedKeys } of reports) this.inc({ server: address }, evictedKeys ?? 0);
    },
  });
  gauge(
    'otpravka_redis_persistence_ok',
    '0 if the last write to the append-only file or the last snapshot failed, as on a full disk',
    ({ didPersist }) => (didPersist === undefined ? undefined : Number(didPersist)),
  );
}
