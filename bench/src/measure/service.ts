import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Command } from '../candidates/candidate';
import { Connection } from '../load/connection';
import { httpRequest } from '../load/request';
import { freePort, until } from '../waiting';
import { residentMemory } from './processes';

const READY_EVERY_MS = 5;

const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/** A service that is measured: a process of Node on its own core, with its output in a file. */
export class Service {
  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
    /** The time from the start of the process until it reported that it is ready. */
    readonly startMs: number,
  ) {}

  static async start(
    { args, env }: Command,
    options: { readonly readyPath: string; readonly logFile: string; readonly prefix: readonly string[] },
  ): Promise<Service> {
    const { readyPath, logFile, prefix } = options;
    const port = await freePort();
    mkdirSync(dirname(logFile), { recursive: true });
    const output = openSync(logFile, 'w');
    const [program, ...before] = [...prefix, process.execPath];
    const startedAt = performance.now();
    const child = spawn(program!, [...before, ...args], {
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(port),
        ...env,
      },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    running.add(child);
    child.once('exit', () => running.delete(child));
    try {
      await until(() => isReady(child, port, readyPath), `readiness at ${readyPath}`, {
        everyMs: READY_EVERY_MS,
      });
    } catch (error) {
      child.kill('SIGKILL');
      throw new Error(`A service did not start:\n${readFileSync(logFile, 'utf8').slice(-3_000)}`, {
        cause: error,
      });
    }
    return new Service(child, port, performance.now() - startedAt);
  }

  get pid(): number {
    return this.child.pid!;
  }

  /** The present resident memory in MB. */
  get memory(): number {
    return residentMemory(this.pid);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await exited;
  }
}

async function isReady(child: ChildProcess, port: number, path: string): Promise<boolean> {
  if (child.exitCode !== null) return false;
  const connection = await Connection.open(port);
  try {
    return (await connection.exchange(httpRequest('GET', path))).status === 200;
  } finally {
    connection.close();
  }
}
