import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerLog } from './server-log';

export interface ServerCommand {
  /** The name in messages, for example "PostgreSQL". */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly log: ServerLog;
  /** The user to run as. Only root may set it. */
  readonly account?: { readonly uid: number; readonly gid: number } | undefined;
  /** Shuts the server down gracefully. */
  readonly stopSignal: NodeJS.Signals;
  /** Ends the server if `stopSignal` does not. */
  readonly forceSignal: NodeJS.Signals;
}

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;
const POLL_MS = 20;

/**
 * A server that this process starts, and stops when it exits. The server has its own process group, so that Ctrl-C in the
 * terminal reaches only this process, which first stops everything that needs the server. If this process is killed, the
 * server keeps running until the next start finds it.
 */
export class ServerProcess {
  /** Resolves with a description of how the process ended. It never rejects. */
  readonly ended: Promise<string>;
  private readonly child: ChildProcess;
  private hasEnded = false;
  private stopping: Promise<void> | undefined;

  constructor(private readonly command: ServerCommand) {
    const { program, args, folder, log, account, stopSignal } = command;
    const output = openSync(log.file, 'a');
    this.child = spawn(program, args, {
      cwd: folder,
      detached: true,
      windowsHide: true,
      stdio: ['ignore', output, output],
      ...account,
    });
    closeSync(output);

    const stopAtExit = (): void => void this.child.kill(stopSignal);
    process.once('exit', stopAtExit);
    this.ended = new Promise<string>((resolve) => {
      this.child.once('error', (error) => resolve(error.message));
      this.child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    }).then((how) => {
      this.hasEnded = true;
      process.off('exit', stopAtExit);
      return how;
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Resolves when `isReady` returns true. Rejects with the last lines of the log if the server ends before that. */
  async untilReady(isReady: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!(await isReady())) {
      if (this.hasEnded) throw this.failure(`ended at once (${await this.ended})`);
      if (Date.now() > deadline) throw this.failure(`was not ready within ${START_TIMEOUT_MS / 1_000} s`);
      await delay(POLL_MS);
    }
    // From now on the server does not keep this process alive. The exit hook stops the server.
    this.child.unref();
  }

  failure(what: string): Error {
    const { name, log } = this.command;
    return new Error(`${name} ${what}. The last lines of ${log.file}:\n${log.lastLines()}`);
  }

  /** Resolves when the process has ended. It may be called more than once. */
  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  private async end(): Promise<void> {
    if (this.hasEnded) return;
    this.child.ref();
    this.child.kill(this.command.stopSignal);
    const force = setTimeout(() => this.child.kill(this.command.forceSignal), STOP_TIMEOUT_MS);
    await this.ended;
    clearTimeout(force);
  }
}
