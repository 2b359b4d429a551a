import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isPortTaken } from '@app/embedded';
import { Redis } from 'ioredis';
import { freePort } from '../free-port';
import { until } from '../until';
import { RedisProcess } from './redis-process';

const SLOTS = 16_384;
/** A node also listens on this many ports above its own. */
const BUS_OFFSET = 10_000;

export interface ClusterShape {
  readonly masters: number;
  readonly replicasEach: number;
  /** Milliseconds without an answer after which a node counts as failed. */
  readonly nodeTimeoutMs: number;
}

/** A Redis Cluster. Its first nodes are the masters, which share the slots evenly; their replicas follow in the same order. */
export class RedisCluster {
  private constructor(
    readonly nodes: readonly RedisProcess[],
    private readonly folders: readonly string[],
  ) {}

  static async start({ masters, replicasEach, nodeTimeoutMs }: ClusterShape): Promise<RedisCluster> {
    const folders = Array.from({ length: masters * (1 + replicasEach) }, () =>
      mkdtempSync(join(tmpdir(), 'redis-cluster-')),
    );
    const nodes = await Promise.all(folders.map((folder) => startNode(folder, nodeTimeoutMs)));
    const clients = nodes.map(({ port }) => new Redis(port, '127.0.0.1'));
    const ids = await Promise.all(clients.map((client) => client.cluster('MYID')));
    await Promise.all(
      clients
        .slice(0, masters)
        .map((client, index) => client.cluster('ADDSLOTS', ...slotsOf(index, masters))),
    );
    for (const { port } of nodes.slice(1)) await clients[0]!.cluster('MEET', '127.0.0.1', port);
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
    return new RedisCluster(nodes, folders);
  }

  get url(): string {
    return this.nodes[0]!.url;
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

const startNode = async (folder: string, nodeTimeoutMs: number): Promise<RedisProcess> =>
  RedisProcess.startAt(
    await freeNodePort(),
    ...['--cluster-enabled', 'yes'],
    ...['--cluster-announce-ip', '127.0.0.1'],
    ...['--cluster-node-timeout', String(nodeTimeoutMs)],
    ...['--dir', folder],
  );
