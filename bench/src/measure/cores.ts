import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';

const SERVICE_CORE = '0';
const OTHER_CORE = '1';

export interface Cores {
  /** The words before the command of the service, such as `taskset`. */
  readonly prefix: readonly string[];
  readonly description: string;
}

/** Moves this process to one core, with the stores that it starts later. The service gets another core alone. */
export function divideCores(): Cores {
  if (cpus().length < 2) return { prefix: [], description: 'one core, shared by all' };
  const moved = spawnSync('taskset', ['-a', '-c', '-p', OTHER_CORE, String(process.pid)], {
    stdio: 'ignore',
  });
  if (moved.status !== 0) return { prefix: [], description: 'no taskset: all processes share all cores' };
  return {
    prefix: ['taskset', '-c', SERVICE_CORE],
    description: 'the service alone on one core, the client and both stores on another',
  };
}
