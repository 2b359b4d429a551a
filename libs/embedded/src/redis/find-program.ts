import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The services refuse an older Redis. */
const LEAST_MAJOR = 7;

/** @returns the first of the programs that is installed and new enough */
export async function findProgram(programs: readonly string[]): Promise<string | undefined> {
  for (const program of programs) {
    const printed = await promisify(execFile)(program, ['--version']).then(
      ({ stdout }) => stdout,
      () => undefined,
    );
    if (printed !== undefined && isNewEnough(printed)) return program;
  }
  return undefined;
}

/** For example "Redis server v=7.0.15 sha=00000000:0 …". */
function isNewEnough(printed: string): boolean {
  const major = /\bv=(\d+)\./.exec(printed)?.[1];
  return major === undefined || Number(major) >= LEAST_MAJOR;
}
