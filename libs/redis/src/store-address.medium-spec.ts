import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { Authority, freePort, randomNamespace, RedisProcess, until } from '@app/testing';
import { redisConnector, type RedisLocation } from './connector';
import { RedisStore } from './redis-store';

Logger.overrideLogger(false);

/** Runs a command and a subscription over each kind of address. */
describe('a Redis', () => {
  const folder = mkdtempSync(join(tmpdir(), 'otpravka-redis-address-'));
  const socket = join(folder, 'redis.sock');
  let authority: Authority;
  let redis: RedisProcess;
  let cluster: RedisProcess;
  let ca: string;
  let tlsPort: number;
  let clusterTlsPort: number;

  const tlsOptions = (port: number): string[] => {
    const { certFile, keyFile } = authority.issue('localhost');
    const files = [
      '--tls-cert-file',
      certFile,
      '--tls-key-file',
      keyFile,
      '--tls-ca-cert-file',
      authority.caFile,
    ];
    return ['--tls-port', String(port), '--tls-auth-clients', 'no', ...files];
  };

  beforeAll(async () => {
    authority = new Authority();
    ca = readFileSync(authority.caFile, 'utf8');
    tlsPort = await freePort();
    clusterTlsPort = await freePort();
    redis = await RedisProcess.start('--unixsocket', socket, ...tlsOptions(tlsPort));
    // The certificate names its host, so the nodes must be announced by name.
    cluster = await RedisProcess.start(
      ...['--cluster-enabled', 'yes', '--cluster-config-file', join(folder, 'nodes.conf')],
      ...['--tls-cluster', 'yes', '--cluster-announce-hostname', 'localhost'],
      ...['--cluster-preferred-endpoint-type', 'hostname', '--cluster-port', String(await freePort())],
      ...tlsOptions(clusterTlsPort),
    );
    const node = new Redis(cluster.url);
    await node.call('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    await until(async () => (await node.cluster('INFO')).includes('cluster_state:ok'));
    node.disconnect();
  });
  afterAll(async () => {
    await Promise.all([redis.stop(), cluster.stop()]);
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
    [
      'as a cluster with TLS by its own authority',
      () => ({ url: `rediss://localhost:${clusterTlsPort}`, isCluster: true, ca }),
    ],
  ])('is reached %s, for commands and subscriptions', async (_, location) => {
    await expect(receive(location())).resolves.toEqual([1, 'a message']);
  });

  it.each<[string, () => RedisLocation]>([
    ['of an unknown authority', () => ({ url: `rediss://localhost:${tlsPort}`, isCluster: false })],
    ['for another name', () => ({ url: `rediss://127.0.0.1:${tlsPort}`, isCluster: false, ca })],
  ])('with a certificate %s is not used', async (_, location) => {
    const client = redisConnector(location())();
    const failures: string[] = [];
    client.on('error', (error: NodeJS.ErrnoException) => failures.push(String(error.code)));
    void client.connect().catch(() => undefined);
    await until(() => failures.length > 0, { what: 'a refusal' });
    expect(failures[0]).toMatch(/CERT|VERIFY/);
    client.disconnect();
  });
});
