import { type RedisClient, RedisStore } from '@app/redis';

/** How the scripts read the time (`includes/clock.lua`). */
const READS_TIME = 'return tonumber(time[1]) * 1000.0 + math.floor(tonumber(time[2]) / 1000)';

/** A store whose scripts read a clock that a test can advance: that of Redis and the time that has passed in the test. */
export class StoreWithClock extends RedisStore {
  private readonly clockKey: string;
  private passedMs = 0;

  constructor(client: RedisClient, namespace: string) {
    super(client, namespace);
    this.clockKey = `clock:${namespace}`;
  }

  override async now(): Promise<number> {
    return (await super.now()) + this.passedMs;
  }

  /** Advances the clock and lets keys expire. */
  async passTime(ms: number): Promise<void> {
    this.passedMs += ms;
    await this.client.set(this.clockKey, this.passedMs);
    for (const key of await this.client.keys(this.key('*'))) {
      const left = await this.client.pttl(key);
      if (left > ms) await this.client.pexpire(key, left - ms);
      else if (left > 0) await this.client.del(key);
    }
  }

  protected override readScript(file: string): string {
    const lua = super.readScript(file);
    if (lua.includes("redis.call('TIME')") && !lua.includes(READS_TIME))
      throw new Error(`${file} does not read the time as includes/clock.lua does`);
    return lua.replace(READS_TIME, `${READS_TIME} + tonumber(redis.call('GET', '${this.clockKey}') or '0')`);
  }
}
