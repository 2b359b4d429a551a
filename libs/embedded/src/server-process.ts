import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerLog } from './server-log';

export interface ServerCommand {
  /** For people: "PostgreSQL". */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly log: ServerLog;
  /** Whom to run as; only root may choose. */
  readonly account?: { readonly uid: number; readonly gid: number } | undefined;
  /** Asks the server to end in order. */
  readonly stopSignal: NodeJS.Signals;
  /** Ends it when it does not follow. */
  readonly forceSignal: NodeJS.Signals;
}

const START_PATIENCE_MS = 60_000;
const STOP_PATIENCE_MS = 10_000;
const POLL_MS = 20;

/**
 * A server started by this process and ended with it. It is in a process group of its own, so that Ctrl-C in the
 * terminal reaches only this process, which ends what depends on the server first. Nothing can be done here when this
 * process is killed outright: the next start finds the orphan.
 */
export class ServerProcess {
  /** How it ended, for people; never rejects. */
  readonly ended: Promise<string>;
  private readonly child: ChildProcess;
  private isOver = false;
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
      this.isOver = true;
      process.off('exit', stopAtExit);
      return how;
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Resolves when `isReady` says so; rejects with the server's last words when it ended before. */
  async untilReady(isReady: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + START_PATIENCE_MS;
    while (!(await isReady())) {
      if (this.isOver) throw this.failure(`ended at once (${await this.ended})`);
      if (Date.now() > deadline) throw this.failure(`was not ready within ${START_PATIENCE_MS / 1_000} s`);
      await delay(POLL_MS);
    }
    // From here on a parent with nothing else to do may exit; the hook above then stops the server.
    this.child.unref();
  }

  failure(what: string): Error {
    const { name, log } = this.command;
    return new Error(`${name} ${what}. Its last words, from ${log.file}:\n${log.lastLines()}`);
  }

  /** Resolves when the process has ended; may be called any number of times. */
  stop(): Promise<void> {
    this.stopping ??= this.end();
    return this.stopping;
  }

  private async end(): Promise<void> {
    if (this.isOver) return;
    this.child.ref();
    this.child.kill(this.command.stopSignal);
    const force = setTimeout(() => this.child.kill(this.command.forceSignal), STOP_PATIENCE_MS);
    await this.ended;
    clearTimeout(force);
  }
}
