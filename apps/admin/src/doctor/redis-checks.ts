import { isFull, readServerReports, type RedisStore, type ServerReport, UnfitRedis } from '@app/redis';
import { RedisInaccessible, RedisUnavailable, type Stores } from '../stores';
import { type Check, failed, ok, warning } from './check';
import { clockCheck, measureClock } from './clock';

const MUCH_USED = 0.8;

/** Everything that a service checks in Redis at its boot, its settings, and the clock. @returns the store, if it may be used */
export async function redisChecks(stores: Stores): Promise<{ checks: Check[]; store?: RedisStore }> {
  try {
    const store = await stores.redis();
    const reports = await readServerReports(store);
    const clock = clockCheck('redis_clock', 'Redis', await measureClock(() => store.now()));
    return { checks: [...reports.flatMap(reportChecks), clock], store };
  } catch (error) {
    if (error instanceof RedisUnavailable)
      return { checks: [failed('redis', `Redis is unavailable: ${error.message}`)] };
    if (error instanceof RedisInaccessible || error instanceof UnfitRedis)
      return { checks: [failed('redis', error.message)] };
    throw error;
  }
}

const reportChecks = (report: ServerReport): Check[] => [
  ok('redis', `${report.name} is available and evicts no keys`),
  memoryCheck(report),
  ...evictionChecks(report),
  ...persistenceChecks(report),
];

function memoryCheck(report: ServerReport): Check {
  const { maxMemoryBytes, usedMemoryBytes = 0 } = report;
  const name = 'redis_memory';
  const used = `Redis uses ${megabytes(usedMemoryBytes)}`;
  if (maxMemoryBytes === undefined) return ok(name, used);
  if (maxMemoryBytes === 0) {
    return warning(
      name,
      `${used} and has no maxmemory: a full machine may end its process. Set maxmemory below the memory of the machine`,
    );
  }
  const text = `${used} of ${megabytes(maxMemoryBytes)}`;
  if (isFull(report))
    return failed(name, `${text}: it is full and refuses requests for codes. Increase maxmemory`);
  if (usedMemoryBytes <= MUCH_USED * maxMemoryBytes) return ok(name, text);
  return warning(name, `${text}: a full Redis refuses requests for codes. Increase maxmemory`);
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1_048_576)} MB`;

function evictionChecks({ evictedKeys = 0 }: ServerReport): Check[] {
  if (evictedKeys === 0) return [];
  return [
    warning(
      'redis_evictions',
      `Redis has evicted ${evictedKeys} keys since it started, so it had another eviction policy: limits and locks may be lost`,
    ),
  ];
}

function persistenceChecks({ isAppendOnly, didPersist }: ServerReport): Check[] {
  const name = 'redis_persistence';
  if (didPersist === false)
    return [
      failed(name, 'Redis could not write to its disk and may refuse writes: see its log and the disk'),
    ];
  if (isAppendOnly === undefined) return [];
  return [
    isAppendOnly
      ? ok(name, 'Redis has an append-only file')
      : warning(
          name,
          'Redis has no append-only file, so a restart loses limits, locks and messages: set appendonly yes',
        ),
  ];
}
