import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in these units (USER_HZ). */
const TICKS_PER_SECOND = 100;
const MICROSECONDS_PER_TICK = 1e6 / TICKS_PER_SECOND;

interface Stat {
  readonly parent: number;
  /** Processor time of the process itself, in microseconds. */
  readonly own: number;
  /** Processor time of its children that have ended, in microseconds. */
  readonly endedChildren: number;
}

/** Reads /proc/<pid>/stat (proc(5)). */
function statOf(pid: number): Stat {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the name in brackets, which may contain spaces and brackets.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const ticks = (first: number): number => Number(fields[first]) + Number(fields[first + 1]);
  return {
    parent: Number(fields[1]),
    own: ticks(11) * MICROSECONDS_PER_TICK,
    endedChildren: ticks(13) * MICROSECONDS_PER_TICK,
  };
}

export const parentOf = (pid: number): number => statOf(pid).parent;

/** Processor time of a process with all its threads, in microseconds. */
export const processorTime = (pid: number): number => statOf(pid).own;

/** Includes the children of the process, and children that have ended, such as the backends of Postgres. */
export function processorTimeOfFamily(pid: number): number {
  const { own, endedChildren } = statOf(pid);
  let sum = own + endedChildren;
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = statOf(Number(name));
      if (stat.parent === pid) sum += stat.own;
    } catch {
      // The process has ended since the list was read. Its time is now part of `endedChildren` of its parent.
    }
  }
  return sum;
}

/** Resident memory of a process in MB (10^6 bytes). */
export function residentMemory(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return (Number(found?.[1] ?? NaN) * 1024) / 1e6;
}
