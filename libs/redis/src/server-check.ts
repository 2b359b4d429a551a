import { Logger } from '@nestjs/common';
import { Cluster } from 'ioredis';
import { BootRefusal, reasonOf } from '@app/runtime';
import { isRedisUnavailable, type RedisClient } from './connector';

/** Redis is there and must not be used: nothing that waiting heals. */
export class UnfitRedis extends BootRefusal {
  override readonly name = 'UnfitRedis';
}

/** How long an answer of the server is believed; a new connection asks at once. */
const BELIEVED_MS = 10_000;

const LEAST = { redis: [7, 0], valkey: [7, 2] } as const;
const REQUIRED = 'Redis 7 or Valkey 7.2 and newer';

/**
 * What a server must be before anybody is served: new enough, and one that throws nothing out to make room, since a limit
 * or a lock that was evicted does not hold. The in-memory Redis of development passes for a Redis 8.
 */
export class ServerCheck {
  private readonly log = new Logger(ServerCheck.name);
  private checkedAt = -Infinity;
  private faults: readonly string[] = [];

  constructor(
    private readonly client: RedisClient,
    private readonly nowMs: () => number = () => performance.now(),
  ) {
    client.on('ready', () => (this.checkedAt = -Infinity));
  }

  /** @throws UnfitRedis, and what says that Redis is unavailable */
  async require(): Promise<void> {
    if (this.nowMs() - this.checkedAt >= BELIEVED_MS) await this.look();
    if (this.faults.length > 0) throw new UnfitRedis(this.faults.join('.\n'));
  }

  private async look(): Promise<void> {
    const startedAt = this.nowMs();
    const found = await Promise.all(
      serversOf(this.client).map((server) => server.info().then(faultsIn, refusal)),
    );
    const faults = [...new Set(found.flat())];
    if (faults.join() !== this.faults.join()) this.say(faults);
    this.faults = faults;
    this.checkedAt = startedAt;
  }

  private say(faults: readonly string[]): void {
    if (faults.length > 0) this.log.warn({ faults }, 'Redis must not be used as it is');
    else this.log.log('Redis may be used again');
  }
}

const serversOf = (client: RedisClient) => (client instanceof Cluster ? client.nodes('master') : [client]);

/** A server that does not answer INFO cannot be checked. @throws what says that it is unavailable */
function refusal(error: unknown): string[] {
  if (isRedisUnavailable(error)) throw error;
  return [`Redis does not answer INFO, which tells its version (${reasonOf(error)}): allow it to the user`];
}

/** What is wrong with a server, by its answer to INFO; what it does not say is not held against it. */
export function faultsIn(info: string): string[] {
  const field = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  const valkey = field('valkey_version');
  const version = valkey ?? field('redis_version');
  const policy = field('maxmemory_policy');
  const faults: string[] = [];
  if (version !== undefined && !isAtLeast(version, valkey === undefined ? LEAST.redis : LEAST.valkey)) {
    faults.push(
      `${valkey === undefined ? 'Redis' : 'Valkey'} ${version} is too old: ${REQUIRED} are supported`,
    );
  }
  if (policy !== undefined && policy !== 'noeviction') {
    faults.push(
      `Redis has the eviction policy ${policy}, which throws limits and locks away: set maxmemory-policy noeviction`,
    );
  }
  return faults;
}

function isAtLeast(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ofMajor = 0, ofMinor = 0] = version.split('.').map(Number);
  return ofMajor > major || (ofMajor === major && ofMinor >= minor);
}
