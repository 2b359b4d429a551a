import { randomUUID } from 'node:crypto';
import { InMemoryRedis } from '@app/embedded';
import { until } from '@app/testing';
import type { ConnectRedis } from './connector';
import { RedisStore } from './redis-store';
import { LuaFiles } from './spec/lua-files';
import { DEFECT, EventApp } from './spec/event-app';

const inMemory: ConnectRedis = () => new InMemoryRedis();

/** `npm start` without a redis-server uses an in-memory Redis, so the store and the events must work there too. */
describe('over the in-memory Redis', () => {
  const files = new LuaFiles();
  let namespace: string;
  const apps: EventApp[] = [];

  beforeEach(() => (namespace = `spec-${randomUUID()}`));
  afterEach(() => Promise.all(apps.splice(0).map((app) => app.close())));
  afterAll(() => files.remove());

  const listening = async (at = namespace): Promise<EventApp> => {
    const app = await EventApp.start(inMemory, at);
    apps.push(app);
    await until(() => app.server.isListening);
    return app;
  };

  it('keys, scripts and pings work', async () => {
    const store = new RedisStore(inMemory(), namespace);
    await store.onModuleInit();
    await expect(store.ping()).resolves.toBeUndefined();
    const put = store.script(
      files.write('put', "redis.call('SET', KEYS[1], ARGV[1])\nreturn { #KEYS, #ARGV }"),
    );
    await expect(put([store.key('{07}', 'a')], ['x'])).resolves.toEqual([1, 1]);
    await expect(put([store.key('{07}', 'a'), store.key('{07}', 'b')], ['y'])).resolves.toEqual([2, 1]);
    await expect(store.client.get(`${namespace}:{07}:a`)).resolves.toBe('y');
    store.onApplicationShutdown();
  });

  it('an event is received by every service of its namespace', async () => {
    const [api, worker, other] = [
      await listening(),
      await listening(),
      await listening(`${namespace}-other`),
    ];
    api.publishRequested('c1');
    api.events.publish('otp.verified', { v: 1, challengeId: 'c2' });
    other.publishRequested('c3');
    await until(() => worker.received.verified.length > 0 && other.requested.length > 0);
    expect(worker.received.requested).toEqual([{ v: 1, challengeId: 'c1' }]);
    expect(worker.received.verified).toEqual([{ v: 1, challengeId: 'c2' }]);
    expect(other.requested).toEqual(['c3']);
    expect(api.events.lost).toBe(0);
  });

  it('a message that does not follow the contract is dropped and counted', async () => {
    const app = await listening();
    const client = inMemory();
    await client.connect();
    await client.publish(`${namespace}.otp.requested`, '{"data":{"v":2,"challengeId":"c1"}}');
    await client.publish(`${namespace}.otp.requested`, 'no JSON');
    client.disconnect();
    app.publishRequested(DEFECT);
    app.publishRequested('good');
    await until(() => app.requested.length > 0);
    expect(app.requested).toEqual(['good']);
    expect(app.server.dropped).toBe(2);
  });

  it('no event is received after the service closed', async () => {
    const [stays, leaves] = [await listening(), await listening()];
    await leaves.close();
    stays.publishRequested('c1');
    await until(() => stays.requested.length > 0);
    expect(leaves.requested).toEqual([]);
    expect(leaves.server.isListening).toBe(false);
  });
});
