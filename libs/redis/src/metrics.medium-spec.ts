import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { Registry } from 'prom-client';
import { RedisProcess, until } from '@app/testing';
import { measureCommands } from './command-metrics';
import { redisConnector } from './connector';
import { RedisStore } from './redis-store';
import { measureServers } from './server-metrics';

const MAX_BYTES = 3_000_000;

Logger.overrideLogger(false);

describe('the metrics of Redis', () => {
  let folder: string;
  let redis: RedisProcess;
  let store: RedisStore;
  let registry: Registry;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'otpravka-redis-'));
    redis = await RedisProcess.start('--maxmemory', String(MAX_BYTES), '--dir', folder);
    const client = redisConnector({ url: redis.url, isCluster: false })();
    store = new RedisStore(client, `spec-${randomUUID()}`);
    registry = new Registry();
    measureCommands(client, registry);
    measureServers(store, registry);
    await store.onModuleInit();
  });
  afterAll(async () => {
    store.onApplicationShutdown();
    await redis.stop();
  });

  async function sample(name: string): Promise<number> {
    const line = (await registry.metrics()).split('\n').find((each) => each.startsWith(name));
    return Number(line?.split(' ').at(-1));
  }

  it('show the memory of each server against its limit', async () => {
    const server = `{server="127.0.0.1:${redis.port}"}`;
    expect(await sample(`otpravka_redis_memory_max_bytes${server}`)).toBe(MAX_BYTES);
    expect(await sample(`otpravka_redis_memory_used_bytes${server}`)).toBeGreaterThan(500_000);
  });

  it('measure each command, also one that fails', async () => {
    const count = () => sample('otpravka_redis_command_duration_seconds_count');
    const first = await count();
    // Each reading is an INFO, which counts at the next one.
    expect(await count()).toBe(first + 1);
    await store.client.set(store.key('text'), 'x');
    await expect(store.client.incr(store.key('text'))).rejects.toThrow();
    expect(await count()).toBe(first + 4);
  });

  it('count the keys that were evicted', async () => {
    expect(await sample('otpravka_redis_evicted_keys_total')).toBe(0);
    await store.client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    await until(
      async () => {
        await store.client.set(store.key(randomUUID()), 'x'.repeat(100_000));
        return (await sample('otpravka_redis_evicted_keys_total')) > 0;
      },
      { what: 'a key to be evicted' },
    );
    await store.client.config('SET', 'maxmemory-policy', 'noeviction');
  });

  it('show that Redis cannot write its file', async () => {
    expect(await sample('otpravka_redis_persistence_ok')).toBe(1);
    rmSync(folder, { recursive: true });
    await store.client.bgsave();
    await until(async () => (await sample('otpravka_redis_persistence_ok')) === 0, {
      what: 'the snapshot to fail',
    });
  });
});
