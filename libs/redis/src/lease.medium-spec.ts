import { randomUUID } from 'node:crypto';
import { RedisProcess, until } from '@app/testing';
import { redisConnector } from './connector';
import { Lease } from './lease';
import { RedisStore } from './redis-store';

const LONG_MS = 60_000;

describe('a lease', () => {
  let redis: RedisProcess;
  let store: RedisStore;
  let name: string;

  beforeAll(async () => {
    redis = await RedisProcess.start();
    store = new RedisStore(redisConnector({ url: redis.url, isCluster: false })(), 'spec');
    await store.onModuleInit();
  });
  beforeEach(() => (name = randomUUID()));
  afterAll(async () => {
    store.onApplicationShutdown();
    await redis.stop();
  });

  const lease = (ms = LONG_MS): Lease => new Lease(store, name, ms);
  const leftMs = (): Promise<number> => store.client.pttl(store.key('lease', name));

  it('is acquired by one of fifty callers at once', async () => {
    const acquired = await Promise.all(Array.from({ length: 50 }, () => lease().acquire()));
    expect(acquired.filter(Boolean)).toHaveLength(1);
  });

  it('is renewed by its holder only', async () => {
    const [mine, other] = [lease(), lease(2 * LONG_MS)];
    await mine.acquire();
    await store.client.pexpire(store.key('lease', name), LONG_MS / 2);
    await expect(other.acquire()).resolves.toBe(false);
    expect(await leftMs()).toBeLessThanOrEqual(LONG_MS / 2);
    await expect(mine.acquire()).resolves.toBe(true);
    expect(await leftMs()).toBeGreaterThan(LONG_MS / 2);
  });

  it('is released by its holder only', async () => {
    const [mine, other] = [lease(), lease()];
    await mine.acquire();
    await other.release();
    await expect(other.acquire()).resolves.toBe(false);
    await mine.release();
    await expect(other.acquire()).resolves.toBe(true);
  });

  it('is acquired by another holder when the first one does not renew it', async () => {
    const [silent, other] = [lease(50), lease()];
    await silent.acquire();
    await until(() => other.acquire());
    await expect(silent.acquire()).resolves.toBe(false);
    await silent.release();
    expect(await leftMs()).toBeGreaterThan(0);
  });

  it('does not affect leases of other names', async () => {
    await lease().acquire();
    await expect(new Lease(store, `${name}-other`, LONG_MS).acquire()).resolves.toBe(true);
  });
});
