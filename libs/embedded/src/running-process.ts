import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, readlink } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A process of the system that this process did not start. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** The program and its arguments, with a space after each. */
  readonly command: string;
  /** The working folder, if the system shows it (Linux). */
  readonly folder: string | undefined;
}

const TIMEOUT_MS = 10_000;
const POLL_MS = 20;

/** @returns undefined if the process has ended. A zombie counts as ended: its pid still exists, but its files are closed */
export async function findProcess(pid: number): Promise<RunningProcess | undefined> {
  try {
    return await (existsSync('/proc/self/stat') ? fromProc(pid) : fromPs(pid));
  } catch {
    return undefined;
  }
}

/** Sends `signal`, and then `force` if the process still runs. @throws Error if it still runs after that */
export async function endProcess(pid: number, signal: NodeJS.Signals, force: NodeJS.Signals): Promise<void> {
  for (const next of [signal, force]) {
    send(pid, next);
    const deadline = Date.now() + TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (!(await findProcess(pid))) return;
      await delay(POLL_MS);
    }
  }
  throw new Error(`Process ${pid} does not end: stop it (kill -9 ${pid}) and start again.`);
}

async function fromProc(pid: number): Promise<RunningProcess | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The program's name is in brackets, and may contain brackets and spaces.
  const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (state === 'Z' || state === 'X') return undefined;
  const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replace(/\0*$/, '').replaceAll('\0', ' ');
  const folder = await readlink(`/proc/${pid}/cwd`).catch(() => undefined);
  return { pid, parent: Number(parent), command: `${command} `, folder };
}

async function fromPs(pid: number): Promise<RunningProcess | undefined> {
  const columns = ['-ww', '-o', 'ppid=,stat=,command=', '-p', String(pid)];
  const { stdout } = await promisify(execFile)('ps', columns);
  const [, parent, state, command] = /^\s*(\d+)\s+(\S+)\s+(.*)$/m.exec(stdout) ?? [];
  if (command === undefined || state?.startsWith('Z')) return undefined;
  return { pid, parent: Number(parent), command: `${command} `, folder: undefined };
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
