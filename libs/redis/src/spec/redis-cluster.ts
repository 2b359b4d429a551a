import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { RedisProcess } from './redis-process';
import { until } from './until';

const SLOTS = 16_384;

/** Two nodes that have half of the slots each, and no replicas. */
export class RedisCluster {
  private constructor(
    readonly nodes: readonly [RedisProcess, RedisProcess],
    private readonly folders: readonly string[],
  ) {}

  static async start(): Promise<RedisCluster> {
    const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'redis-cluster-')));
    const [first, second] = await Promise.all(folders.map(startNode));
    const nodes = [first!, second!] as const;
    const clients = nodes.map(({ port }) => new Redis(port, '127.0.0.1'));
    const half = (from: number) => Array.from({ length: SLOTS / 2 }, (_, i) => from + i);
    await clients[0]!.cluster('ADDSLOTS', ...half(0));
    await clients[1]!.cluster('ADDSLOTS', ...half(SLOTS / 2));
    await clients[0]!.cluster('MEET', '127.0.0.1', nodes[1].port);
    for (const client of clients) {
      await until(async () => (await client.cluster('INFO')).includes('cluster_state:ok'));
      client.disconnect();
    }
    return new RedisCluster(nodes, folders);
  }

  get url(): string {
    return this.nodes[0].url;
  }

  async each(work: (node: RedisProcess) => Promise<void> | void): Promise<void> {
    for (const node of this.nodes) await work(node);
  }

  async end(): Promise<void> {
    await this.each((node) => node.stop());
    for (const folder of this.folders) rmSync(folder, { recursive: true });
  }
}

const startNode = (folder: string): Promise<RedisProcess> =>
  RedisProcess.start(
    ...['--cluster-enabled', 'yes'],
    ...['--cluster-announce-ip', '127.0.0.1'],
    ...['--cluster-node-timeout', '60000'],
    ...['--dir', folder],
  );
