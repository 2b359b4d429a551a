import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { RedisStore, Script } from './redis-store';

/** One of many holds it; who dies loses it after `ms` milliseconds. */
export class Lease {
  private readonly holder = randomBytes(12).toString('base64url');
  private readonly key: string;
  private readonly holdScript: Script;
  private readonly endScript: Script;

  constructor(
    store: RedisStore,
    name: string,
    readonly ms: number,
  ) {
    this.key = store.key('lease', name);
    this.holdScript = store.script(join(__dirname, 'scripts', 'hold-lease.lua'));
    this.endScript = store.script(join(__dirname, 'scripts', 'end-lease.lua'));
  }

  /** Takes it, or makes it last longer. @returns false where another holds it */
  async hold(): Promise<boolean> {
    return (await this.holdScript([this.key], [this.holder, this.ms])) === 1;
  }

  /** Gives it back, if it is held. */
  async end(): Promise<void> {
    await this.endScript([this.key], [this.holder]);
  }
}
