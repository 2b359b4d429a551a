import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The first of the programs that runs here. */
export async function findProgram(programs: readonly string[]): Promise<string | undefined> {
  for (const program of programs) {
    const runs = await promisify(execFile)(program, ['--version']).then(
      () => true,
      () => false,
    );
    if (runs) return program;
  }
  return undefined;
}
