import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The services refuse an older Redis, so it is no program to start. */
const LEAST_MAJOR = 7;

/** The first of the programs that runs here and is new enough. */
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

/** Such as "Redis server v=7.0.15 sha=00000000:0 …". */
function isNewEnough(printed: string): boolean {
  const major = /\bv=(\d+)\./.exec(printed)?.[1];
  return major === undefined || Number(major) >= LEAST_MAJOR;
}
