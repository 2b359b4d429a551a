import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { freePort } from '../free-port';
import { until } from '../until';

const ATTEMPTS = 5;

export interface RedisPlace {
  /** By default a free one. */
  readonly port?: number;
  readonly host?: '127.0.0.1' | '::1';
  readonly program?: 'redis-server' | 'valkey-server';
}

/** A real Redis that a spec can kill, suspend and start again at the same port. By default it keeps no data. */
export class RedisProcess {
  private child: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly place: RedisPlace,
    private readonly options: readonly string[],
  ) {}

  /** @param options for example `--requirepass secret` */
  static start(...options: string[]): Promise<RedisProcess> {
    return RedisProcess.startAt({}, ...options);
  }

  static async startAt(place: RedisPlace, ...options: string[]): Promise<RedisProcess> {
    const redis = new RedisProcess(place.port ?? (await freePort()), place, options);
    await redis.start();
    return redis;
  }

  /** Chooses the address and starts nothing yet. */
  static async notStarted(...options: string[]): Promise<RedisProcess> {
    return new RedisProcess(await freePort(), {}, options);
  }

  /** Without a password. */
  get url(): string {
    const { host = '127.0.0.1' } = this.place;
    return `redis://${host.includes(':') ? `[${host}]` : host}:${this.port}`;
  }

  /** Does nothing if it already runs. */
  async start(attempts = ATTEMPTS): Promise<void> {
    if (this.isRunning()) return;
    const { host = '127.0.0.1', program = 'redis-server' } = this.place;
    const where = ['--bind', host, '--port', String(this.port)];
    const child = spawn(program, [...where, '--save', '', '--appendonly', 'no', ...this.options], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.child = child;
    const killAtExit = (): void => void child.kill('SIGKILL');
    process.once('exit', killAtExit);
    child.once('exit', () => process.off('exit', killAtExit));
    try {
      await isAccepting(child);
    } catch (error) {
      this.child = undefined;
      // Another connection may use the port for a moment.
      if (attempts <= 1) throw error;
      await this.start(attempts - 1);
    }
  }

  /** Kills the process, as a crash does, even if it is suspended. */
  async stop(): Promise<void> {
    if (!this.isRunning()) return;
    const exited = new Promise((resolve) => this.child?.once('exit', resolve));
    this.child?.kill('SIGKILL');
    await exited;
  }

  /** Suspends the process: it keeps its connections and answers nothing until `resume`. */
  async hang(): Promise<void> {
    this.child?.kill('SIGSTOP');
    await until(() => this.isHung());
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  private isRunning(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  private isHung(): boolean {
    const stat = `/proc/${this.child?.pid}/stat`;
    return !existsSync(stat) || / T /.test(readFileSync(stat, 'utf8'));
  }
}

const isAccepting = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the Redis ended with ${code}`)));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (line.includes('Ready to accept connections')) resolve();
    });
  });
