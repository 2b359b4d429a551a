import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { RedisProcess, until } from '@app/testing';
import { type ConnectRedis, redisConnector } from './connector';
import { DEFECT, EventApp } from './spec/event-app';

let redis: RedisProcess;
let namespace: string;
const apps: EventApp[] = [];

const connect: ConnectRedis = () => redisConnector({ url: redis.url, isCluster: false })();

async function start(at = namespace): Promise<EventApp> {
  const app = await EventApp.start(connect, at);
  apps.push(app);
  return app;
}

async function listening(at?: string): Promise<EventApp> {
  const app = await start(at);
  await until(() => app.server.isListening);
  return app;
}

async function withClient<T>(work: (client: Redis) => Promise<T>): Promise<T> {
  const client = connect() as Redis;
  await client.connect();
  try {
    return await work(client);
  } finally {
    client.disconnect();
  }
}

const publish = (texts: readonly string[], channel = `${namespace}.otp.requested`): Promise<void> =>
  withClient(async (client) => {
    for (const text of texts) await client.publish(channel, text);
  });

beforeAll(async () => (redis = await RedisProcess.start()));
beforeEach(() => (namespace = `spec-${randomUUID()}`));
afterEach(async () => {
  await redis.start();
  await Promise.all(apps.splice(0).map((app) => app.close()));
});
afterAll(() => redis.stop());

describe('an event', () => {
  it('is received by every listening service, once by each', async () => {
    const [api, one, two] = await Promise.all([listening(), listening(), listening()]);
    api.publishRequested('c1');
    api.events.publish('otp.verified', { v: 1, challengeId: 'c2' });
    for (const app of [one, two, api]) {
      await until(() => app.received.requested.length > 0 && app.received.verified.length > 0);
      expect(app.received.requested).toEqual([{ v: 1, challengeId: 'c1' }]);
      expect(app.received.verified).toEqual([{ v: 1, challengeId: 'c2' }]);
      expect(app.server.dropped).toBe(0);
    }
    expect(api.events.lost).toBe(0);
  });

  it('is published on the channel of its namespace in the envelope of Nest', async () => {
    const api = await listening();
    const wire: [channel: string, text: string][] = [];
    await withClient(async (client) => {
      client.on('pmessage', (_, channel: string, text: string) => wire.push([channel, text]));
      await client.psubscribe('*');
      api.publishRequested('c1');
      await until(() => wire.length > 0);
    });
    const [[channel, text]] = wire as [(typeof wire)[0]];
    expect(channel).toBe(`${namespace}.otp.requested`);
    expect(JSON.parse(text)).toEqual({ pattern: channel, data: { v: 1, challengeId: 'c1' } });
  });

  it('is not received in another namespace', async () => {
    const [here, there] = await Promise.all([listening(), listening(`${namespace}.otp`)]);
    here.publishRequested('here');
    there.publishRequested('there');
    await until(() => here.requested.length > 0 && there.requested.length > 0);
    expect([here.requested, there.requested]).toEqual([['here'], ['there']]);
  });

  it('whose handler throws does not stop later events', async () => {
    const app = await listening();
    app.publishRequested(DEFECT);
    app.events.publish('otp.verified', { v: 1, challengeId: DEFECT });
    app.publishRequested('after');
    await until(() => app.requested.includes('after'));
    expect(app.server.isListening).toBe(true);
  });
});

it('a message that the filter of its channel refuses reaches no handler', async () => {
  const app = await listening();
  app.server.filter('otp.requested', ({ challengeId }) => challengeId !== 'of another service');
  app.publishRequested('of another service');
  app.publishRequested('of this service');
  await until(() => app.requested.length > 0);
  expect(app.requested).toEqual(['of this service']);
  expect(app.server.dropped).toBe(0);
});

it('a message that does not follow the contract is dropped and counted, and the next one is received', async () => {
  const app = await listening();
  const bad = [
    '',
    'no JSON',
    '"text"',
    '1',
    'null',
    '[]',
    '{}',
    '{"data":null}',
    '{"data":"c1"}',
    '{"pattern":"otp.requested"}',
    '{"v":1,"challengeId":"without an envelope"}',
    '{"data":{"v":2,"challengeId":"of a later version"}}',
    '{"data":{"v":"1","challengeId":"of no version"}}',
    '{"data":{"v":1}}',
    '{"data":{"v":1,"challengeId":7}}',
    '{"data":{"v":1,"challengeId":"c1","code":"123456"}}',
    `{"data":{"v":1,"challengeId":"${'x'.repeat(65)}"}}`,
    `{"data":${'['.repeat(50_000)}`,
    '{"data":{"__proto__":{"v":1,"challengeId":"polluted"}}}',
  ];
  await publish([...bad, '{"pattern":"any","data":{"v":1,"challengeId":"good"}}']);
  await until(() => app.requested.length > 0);
  expect(app.requested).toEqual(['good']);
  expect(app.server.dropped).toBe(bad.length);
});

it('a message with the id of a request is handled as an event and gets no answer', async () => {
  const app = await listening();
  const wire: string[] = [];
  await withClient(async (client) => {
    client.on('pmessage', (_, channel: string) => wire.push(channel));
    await client.psubscribe('*');
    await publish(['{"id":"1","pattern":"any","data":{"v":1,"challengeId":"c1"}}']);
    await until(() => app.requested.length > 0);
    app.publishRequested('c2');
    await until(() => app.requested.length > 1);
  });
  expect(new Set(wire)).toEqual(new Set([`${namespace}.otp.requested`]));
});

describe('while Redis is unavailable', () => {
  it('an event is counted as lost without an error, and later ones are received', async () => {
    const app = await listening();
    await redis.stop();
    await until(() => !app.server.isListening);
    expect(() => app.publishRequested('lost')).not.toThrow();
    await until(() => app.events.lost === 1);

    await redis.start();
    await until(() => app.server.isListening);
    await until(() => {
      app.publishRequested('later');
      return app.requested.length > 0;
    });
    expect(new Set(app.requested)).toEqual(new Set(['later']));
  });

  it('an event is also lost when Redis hangs', async () => {
    const app = await listening();
    await redis.hang();
    app.publishRequested('on its way');
    await until(() => app.events.lost === 1);
    redis.resume();
    await until(() => {
      app.publishRequested('later');
      return app.requested.includes('later');
    });
  });

  it('a service boots, and receives events once Redis is available', async () => {
    await redis.stop();
    const app = await start();
    expect(app.server.isListening).toBe(false);
    await redis.start();
    await until(() => app.server.isListening);
    await until(() => {
      app.publishRequested('c1');
      return app.requested.length > 0;
    });
  });

  it('a service can close', async () => {
    const app = await listening();
    await redis.hang();
    await apps.pop()!.close();
    expect(app.server.isListening).toBe(false);
    redis.resume();
  });
});

it('a subscription that Redis refuses is retried until it succeeds', async () => {
  const app = await listening();
  await withClient(async (client) => {
    await client.call('ACL', 'SETUSER', 'default', '-subscribe');
    await client.client('KILL', 'TYPE', 'pubsub');
    await until(() => !app.server.isListening);
    await until(async () => JSON.stringify(await client.call('ACL', 'LOG')).includes('subscribe'));
    await client.call('ACL', 'SETUSER', 'default', '+subscribe');
  });
  await until(() => app.server.isListening);
  app.publishRequested('c1');
  await until(() => app.requested.length > 0);
});
