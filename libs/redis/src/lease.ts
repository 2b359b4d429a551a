import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { RedisStore, Script } from './redis-store';

const keyOf = (store: RedisStore, name: string): string => store.key('lease', name);

/**
 * A lock with at most one holder at a time. It expires `ms` milliseconds after its holder acquired or renewed it for the last
 * time.
 */
export class Lease {
  private readonly holder = randomBytes(12).toString('base64url');
  private readonly key: string;
  private readonly acquireScript: Script;
  private readonly releaseScript: Script;

  constructor(
    store: RedisStore,
    name: string,
    readonly ms: number,
  ) {
    this.key = keyOf(store, name);
    this.acquireScript = store.script(join(__dirname, 'scripts', 'acquire-lease.lua'));
    this.releaseScript = store.script(join(__dirname, 'scripts', 'release-lease.lua'));
  }

  /** For how long the present holder keeps the lease without a renewal. @returns undefined where nobody holds it */
  static async leftMs(store: RedisStore, name: string): Promise<number | undefined> {
    const left = await store.client.pttl(keyOf(store, name));
    return left > 0 ? left : undefined;
  }

  /** Acquires the lease, or renews it where it is held already. @returns false where another holder has it */
  async acquire(): Promise<boolean> {
    return (await this.acquireScript([this.key], [this.holder, this.ms])) === 1;
  }

  /** Does nothing where the lease is not held. */
  async release(): Promise<void> {
    await this.releaseScript([this.key], [this.holder]);
  }
}
