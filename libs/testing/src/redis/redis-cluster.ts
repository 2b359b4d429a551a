import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPortTaken } from '@app/embedded';
import { Redis } from 'ioredis';
import type { Authority } from '../authority';
import { freePort } from '../free-port';
import { until } from '../until';
import { RedisProcess } from './redis-process';
import { redisTlsOptions } from './redis-tls';

const SLOTS = 16_384;
/** A node also listens on this many ports above its own. */
const BUS_OFFSET = 10_000;

export interface ClusterShape {
  readonly masters: number;
  readonly replicasEach: number;
  /** Milliseconds without an answer after which a node counts as failed. */
  readonly nodeTimeoutMs: number;
  /** By default 127.0.0.1. */
  readonly host?: '127.0.0.1' | '::1';
  readonly password?: string;
  /** Makes all connections use TLS, also those between the nodes. The nodes are announced as localhost. */
  readonly authority?: Authority;
}

/** A Redis Cluster. Its first nodes are the masters, which share the slots evenly; their replicas follow in the same order. */
export class RedisCluster {
  private constructor(
    readonly nodes: readonly RedisProcess[],
    private readonly folders: readonly string[],
    readonly url: string,
  ) {}

  static async start(shape: ClusterShape): Promise<RedisCluster> {
    const { masters, replicasEach, password, authority, host = '127.0.0.1' } = shape;
    const folders = Array.from({ length: masters * (1 + replicasEach) }, () =>
      mkdtempSync(join(tmpdir(), 'redis-cluster-')),
    );
    const nodes = await Promise.all(folders.map((folder) => startNode(folder, shape)));
    const connection = {
      ...(password !== undefined && { password }),
      ...(authority && { tls: { ca: readFileSync(authority.caFile) } }),
    };
    const name = authority ? 'localhost' : host;
    const clients = nodes.map(({ port }) => new Redis({ ...connection, host: name, port }));
    const ids = await Promise.all(clients.map((client) => client.cluster('MYID')));
    await Promise.all(
      clients
        .slice(0, masters)
        .map((client, index) => client.cluster('ADDSLOTS', ...slotsOf(index, masters))),
    );
    for (const { port } of nodes.slice(1)) await clients[0]!.cluster('MEET', host, port);
    const knowsAll = async (client: Redis): Promise<boolean> => {
      const known = String(await client.cluster('NODES'));
      return ids.every((id) => known.includes(id));
    };
    for (const client of clients) await until(() => knowsAll(client));
    for (const [index, client] of clients.entries()) {
      if (index >= masters) await client.cluster('REPLICATE', ids[index % masters]!);
    }
    for (const client of clients) {
      await until(async () => (await client.cluster('INFO')).includes('cluster_state:ok'));
      client.disconnect();
    }
    const login = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
    const url = new URL(
      nodes[0]!.url.replace('redis://', authority ? `rediss://${login}` : `redis://${login}`),
    );
    if (authority) url.hostname = name;
    return new RedisCluster(nodes, folders, url.href);
  }

  async each(work: (node: RedisProcess) => Promise<void> | void): Promise<void> {
    for (const node of this.nodes) await work(node);
  }

  async end(): Promise<void> {
    await this.each((node) => node.stop());
    for (const folder of this.folders) rmSync(folder, { recursive: true });
  }
}

function slotsOf(index: number, masters: number): number[] {
  const from = Math.floor((SLOTS * index) / masters);
  const to = Math.floor((SLOTS * (index + 1)) / masters);
  return Array.from({ length: to - from }, (_, slot) => from + slot);
}

async function freeNodePort(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (!(await isPortTaken(port + BUS_OFFSET))) return port;
  }
}

async function startNode(
  folder: string,
  { nodeTimeoutMs, host = '127.0.0.1', password, authority }: ClusterShape,
): Promise<RedisProcess> {
  const port = await freeNodePort();
  return RedisProcess.startAt(
    { port, host },
    ...['--cluster-enabled', 'yes'],
    ...['--cluster-announce-ip', host],
    ...['--cluster-node-timeout', String(nodeTimeoutMs)],
    ...['--dir', folder],
    ...(password === undefined ? [] : ['--requirepass', password, '--masterauth', password]),
    ...(authority ? tlsOptions(authority, port) : []),
  );
}

/** A certificate names a host, so the nodes have to be announced by name. */
const tlsOptions = (authority: Authority, port: number): string[] => [
  ...['--port', '0', '--tls-cluster', 'yes', '--tls-replication', 'yes'],
  ...['--cluster-announce-hostname', 'localhost', '--cluster-preferred-endpoint-type', 'hostname'],
  ...redisTlsOptions(authority, port),
];
