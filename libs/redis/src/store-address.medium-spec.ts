import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import {
  Authority,
  freePort,
  randomNamespace,
  RedisCluster,
  RedisProcess,
  redisTlsOptions,
  until,
} from '@app/testing';
import { redisConnector, type RedisLocation } from './connector';
import { failureReasons } from './failure-reason';
import { RedisStore } from './redis-store';

Logger.overrideLogger(false);

/** Runs a command and a subscription over each kind of address. */
describe('a Redis', () => {
  const folder = mkdtempSync(join(tmpdir(), 'otpravka-redis-address-'));
  const socket = join(folder, 'redis.sock');
  let authority: Authority;
  let redis: RedisProcess;
  let guarded: RedisProcess;
  let cluster: RedisCluster;
  let ca: string;
  let tlsPort: number;
  let unusedPort: number;

  beforeAll(async () => {
    authority = new Authority();
    ca = readFileSync(authority.caFile, 'utf8');
    [tlsPort, unusedPort] = [await freePort(), await freePort()];
    redis = await RedisProcess.start('--unixsocket', socket, ...redisTlsOptions(authority, tlsPort));
    guarded = await RedisProcess.start('--requirepass', 'secret');
    cluster = await RedisCluster.start({ masters: 1, replicasEach: 0, nodeTimeoutMs: 60_000, authority });
  });
  afterAll(async () => {
    await Promise.all([redis.stop(), guarded.stop(), cluster.end()]);
    authority.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  /** @returns the reply of a command and the message that a subscriber receives */
  async function receive(location: RedisLocation): Promise<unknown[]> {
    const connect = redisConnector(location);
    const store = new RedisStore(connect(), randomNamespace());
    const listener = connect();
    const messages: string[] = [];
    listener.on('error', () => undefined);
    listener.on('message', (_, message: string) => messages.push(message));
    try {
      await Promise.all([store.onModuleInit(), listener.connect()]);
      await listener.subscribe(store.key('channel'));
      await store.client.publish(store.key('channel'), 'a message');
      await until(() => messages.length > 0, { what: 'the message' });
      return [await store.client.incr(store.key('count')), ...messages];
    } finally {
      store.onApplicationShutdown();
      listener.disconnect();
    }
  }

  it.each<[string, () => RedisLocation]>([
    ['at its port', () => ({ url: redis.url, isCluster: false })],
    ['at its socket', () => ({ url: socket, isCluster: false })],
    ['at the URL of its socket', () => ({ url: `unix://${socket}?db=1`, isCluster: false })],
    ['with TLS by its own authority', () => ({ url: `rediss://localhost:${tlsPort}`, isCluster: false, ca })],
    ['as a cluster with TLS by its own authority', () => ({ url: cluster.url, isCluster: true, ca })],
  ])('is reached %s, for commands and subscriptions', async (_, location) => {
    await expect(receive(location())).resolves.toEqual([1, 'a message']);
  });

  it.each<[string, () => RedisLocation, RegExp]>([
    [
      'with a certificate of an unknown authority',
      () => ({ url: `rediss://localhost:${tlsPort}`, isCluster: false }),
      / \(set REDIS_CA_FILE to a file with the certificate of its authority\)$/,
    ],
    [
      'with a certificate for another name',
      () => ({ url: `rediss://127.0.0.1:${tlsPort}`, isCluster: false, ca }),
      /altnames/,
    ],
    [
      'with another password',
      () => ({ url: guarded.url.replace('//', '//:wrong@'), isCluster: false }),
      /^Redis does not accept the user or the password of REDIS_URL$/,
    ],
    [
      'whose password is not given',
      () => ({ url: guarded.url, isCluster: false }),
      /^Redis requires a password, and REDIS_URL has none$/,
    ],
    [
      'that is no cluster',
      () => ({ url: redis.url, isCluster: true }),
      / \(it is no cluster, so remove REDIS_CLUSTER\)$/,
    ],
    [
      'that is a cluster with a certificate of an unknown authority',
      () => ({ url: cluster.url, isCluster: true }),
      / \(set REDIS_CA_FILE to a file with the certificate of its authority\)$/,
    ],
    [
      'that is a cluster with another password',
      () => ({ url: guarded.url.replace('//', '//:wrong@'), isCluster: true }),
      /^Redis does not accept the user or the password of REDIS_URL$/,
    ],
    [
      'that is unreachable as a cluster',
      () => ({ url: `redis://127.0.0.1:${unusedPort}`, isCluster: true }),
      /ECONNREFUSED/,
    ],
  ])('%s is not used, and the log says why', async (_, location, reason) => {
    const client = redisConnector(location())();
    const describeFailure = failureReasons(client);
    const failure = new Promise<Error>((resolve) => client.once('error', resolve));
    client.on('error', () => undefined);
    void client.connect().catch(() => undefined);
    await expect(describeFailure(await failure)).resolves.toMatch(reason);
    client.disconnect();
  });
});
