import { Logger } from '@nestjs/common';
import { Cluster, type Redis } from 'ioredis';
import { BootRefusal, reasonOf } from '@app/runtime';
import { clockDifference } from './clock-difference';
import { isRedisUnavailable, type RedisClient } from './connector';

/** Redis is available but must not be used. Waiting does not help. */
export class UnfitRedis extends BootRefusal {
  override readonly name = 'UnfitRedis';
}

/** Redis accepts no writes now, as during a failover. It may again later, so this ends no boot. */
export class ReadOnlyRedis extends Error {
  override readonly name = 'ReadOnlyRedis';
}

/** How long the result of a check is valid. A new connection is checked at once. */
const RESULT_VALID_MS = 10_000;

const MINIMUM = { redis: [7, 0], valkey: [7, 2] } as const;
const REQUIRED = 'Redis 7 or Valkey 7.2 and newer';
const CLUSTER_FAULT = 'Redis is a cluster, whose nodes have different keys: set REDIS_CLUSTER=true';

/**
 * Checks that the server is new enough, evicts no keys, because an evicted limit or lock has no effect, and is no cluster unless
 * REDIS_CLUSTER says so, because one node would refuse the keys of the others. The in-memory Redis of development reports that
 * it is a Redis 8.
 */
export class ServerCheck {
  private readonly log = new Logger(ServerCheck.name);
  private checkedAt = -Infinity;
  private faults: readonly string[] = [];
  private isReadOnly = false;
  private shown: readonly string[] = [];
  private isClockWrong = false;

  constructor(
    private readonly client: RedisClient,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    client.on('ready', () => (this.checkedAt = -Infinity));
  }

  /** @throws UnfitRedis, ReadOnlyRedis; rejects with the error of ioredis where Redis is unavailable */
  async assertFit(): Promise<void> {
    if (this.nowMs() - this.checkedAt >= RESULT_VALID_MS) await this.check();
    if (this.faults.length > 0) throw new UnfitRedis(this.faults.join('.\n'));
    if (this.isReadOnly) throw new ReadOnlyRedis(READ_ONLY);
  }

  private async check(): Promise<void> {
    const startedAt = this.nowMs();
    const readFaults = this.client instanceof Cluster ? faultsIn : faultsOfOneServerIn;
    const found = await Promise.all(serversOf(this.client).map((server) => examine(server, readFaults)));
    this.reportClock(found.find((each) => each.clock !== undefined)?.clock);
    const faults = [...new Set(found.flatMap((each) => each.faults))];
    const isReadOnly = found.some((each) => each.isReadOnly);
    const shown = [...faults, ...(isReadOnly ? [READ_ONLY] : [])];
    if (shown.join() !== this.shown.join()) this.logFaults(shown);
    [this.faults, this.isReadOnly, this.shown] = [faults, isReadOnly, shown];
    this.checkedAt = startedAt;
  }

  /** A wrong clock stops nothing here, but elsewhere access tokens are refused. */
  private reportClock(difference: string | undefined): void {
    if (difference !== undefined && !this.isClockWrong) this.log.warn(difference);
    this.isClockWrong = difference !== undefined;
  }

  private logFaults(faults: readonly string[]): void {
    if (faults.length > 0) this.log.warn({ faults }, 'Redis must not be used as it is');
    else this.log.log('Redis may be used again');
  }
}

/** Finds the fields of an answer to INFO by their names. */
export const fieldsOf =
  (info: string) =>
  (name: string): string | undefined =>
    new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];

export const serversOf = (client: RedisClient) =>
  client instanceof Cluster ? client.nodes('master') : [client];

const READ_ONLY =
  'REDIS_URL leads to a replica, which accepts no writes: name the primary, or wait for the end of a failover';

interface Examined {
  readonly faults: readonly string[];
  readonly isReadOnly: boolean;
  readonly clock?: string | undefined;
}

async function examine(server: Redis, readFaults: (info: string) => string[]): Promise<Examined> {
  try {
    const info = await server.info();
    return {
      faults: readFaults(info),
      isReadOnly: fieldsOf(info)('role') === 'slave',
      clock: clockDifference(info, Date.now()),
    };
  } catch (error) {
    return { faults: faultOfFailedInfo(error), isReadOnly: false };
  }
}

/** A server that rejects INFO cannot be checked. @throws the error itself where it means that Redis is unavailable */
function faultOfFailedInfo(error: unknown): string[] {
  if (isRedisUnavailable(error)) throw error;
  return [
    `Redis does not answer INFO, which contains its version (${reasonOf(error)}): allow it to the user`,
  ];
}

/** Reads the faults of a server from its answer to INFO. A field that is missing is no fault. */
export function faultsIn(info: string): string[] {
  const field = fieldsOf(info);
  const valkey = field('valkey_version');
  const version = valkey ?? field('redis_version');
  const policy = field('maxmemory_policy');
  const faults: string[] = [];
  if (version !== undefined && !isAtLeast(version, valkey === undefined ? MINIMUM.redis : MINIMUM.valkey)) {
    faults.push(
      `${valkey === undefined ? 'Redis' : 'Valkey'} ${version} is too old: ${REQUIRED} are supported`,
    );
  }
  if (policy !== undefined && policy !== 'noeviction') {
    faults.push(
      `Redis has the eviction policy ${policy}, which can delete limits and locks: set maxmemory-policy noeviction`,
    );
  }
  return faults;
}

/** Does the same for a server that REDIS_CLUSTER does not call a cluster. Valkey has another name for the field. */
export function faultsOfOneServerIn(info: string): string[] {
  const mode = fieldsOf(info)('redis_mode') ?? fieldsOf(info)('server_mode');
  return mode === 'cluster' ? [...faultsIn(info), CLUSTER_FAULT] : faultsIn(info);
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [foundMajor = 0, foundMinor = 0] = version.split('.').map(Number);
  return foundMajor > major || (foundMajor === major && foundMinor >= minor);
}
