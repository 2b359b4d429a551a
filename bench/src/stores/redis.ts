import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort, until } from '../waiting';

/** As in docker-compose.yml. Snapshots are off, because their forks would slow down only some measurements. */
const AS_IN_PRODUCTION = ['--appendonly', 'yes', '--maxmemory', '512mb', '--maxmemory-policy', 'noeviction'];

/** A real Redis on a private port. */
export class RedisServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    readonly client: Redis,
  ) {}

  static async start(folder: string): Promise<RedisServer> {
    const port = await freePort();
    const dir = join(folder, 'redis');
    // An interrupted run does not delete its append-only file.
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir, { recursive: true });
    const where = ['--bind', '127.0.0.1', '--port', String(port), '--dir', dir, '--save', ''];
    const child = spawn('redis-server', [...where, ...AS_IN_PRODUCTION], { stdio: 'ignore' });
    process.once('exit', () => child.kill('SIGKILL'));
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (cause) => reject(new Error('redis-server is not on the PATH', { cause })));
    });
    const client = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => 20 });
    client.on('error', () => undefined);
    await until(async () => (await client.ping()) === 'PONG', 'an answer of Redis');
    return new RedisServer(child, `redis://127.0.0.1:${port}`, client);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** Removes all data. Loaded scripts stay. */
  async clear(): Promise<void> {
    await this.client.flushall();
  }

  /** The number of commands since the start, including commands inside scripts. */
  async commandCount(): Promise<number> {
    const calls = [...(await this.client.info('commandstats')).matchAll(/^cmdstat_(\S+?):calls=(\d+)/gm)];
    return calls
      .filter(([, name]) => !/^(info|monitor|flushall)/.test(name!))
      .reduce((sum, [, , count]) => sum + Number(count), 0);
  }

  async stop(): Promise<void> {
    this.client.disconnect();
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await exited;
  }
}
