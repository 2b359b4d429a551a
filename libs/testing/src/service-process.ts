import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from './free-port';
import { until } from './until';

/** A boot takes about a second, and each refused connection costs processor time that the boot needs. */
const READY_EVERY_MS = 100;
const DIST = join(__dirname, '..', '..', '..', 'dist');

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A built service as a process, with only the given environment. */
export class ServiceProcess {
  readonly exited: Promise<Exit>;
  private readonly chunks: string[] = [];

  private constructor(
    readonly child: ChildProcess,
    readonly url: string,
  ) {
    child.stdout?.on('data', (chunk: Buffer) => this.chunks.push(chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => this.chunks.push(chunk.toString()));
    this.exited = new Promise((resolve) => child.on('close', (code, signal) => resolve({ code, signal })));
  }

  static async spawn(
    app: 'auth-api' | 'bot-worker',
    env: Readonly<Record<string, string>>,
    folder?: string,
    dist = DIST,
  ): Promise<ServiceProcess> {
    const port = env['PORT'] ?? String(await freePort());
    const child = spawn(process.execPath, [join(dist, 'apps', app, 'main.js')], {
      env: { NODE_ENV: 'production', HOST: '127.0.0.1', PORT: port, ...env },
      ...(folder !== undefined && { cwd: folder }),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new ServiceProcess(child, `http://127.0.0.1:${port}`);
  }

  /** Its standard output and standard error. */
  get output(): string {
    return this.chunks.join('');
  }

  /** The lines of its output that it has written to their end. */
  get lines(): string[] {
    return this.output.split('\n').slice(0, -1);
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async readiness(): Promise<{ status: number; missing: string[] }> {
    const answer = await fetch(`${this.url}/health/ready`);
    return { status: answer.status, missing: ((await answer.json()) as { missing: string[] }).missing };
  }

  async ready(): Promise<this> {
    const isOver = async () => !this.isRunning || (await this.readiness()).status === 200;
    const what = `readiness of ${this.url}`;
    try {
      await until(isOver, { what, everyMs: READY_EVERY_MS, timeoutMs: 90_000 });
      if (this.isRunning) return this;
      await this.exited;
      throw new Error('The process ended');
    } catch (error) {
      throw new Error(`The service did not become ready:\n${this.output.slice(-4_000)}`, { cause: error });
    }
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<Exit> {
    if (this.isRunning) this.child.kill(signal);
    return this.exited;
  }
}
