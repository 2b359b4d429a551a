import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until';

/** Some servers refuse to run as root, as tests may on a fresh machine. They run as the user of Debian's PostgreSQL. */
export const account: { readonly uid?: number; readonly gid?: number } =
  process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};

function idOf(flag: string): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}

// eslint-disable-next-line no-restricted-properties -- PATH is no setting of the product
const { PATH = '' } = process.env;

/** Debian has servers in a folder that is not on every user's PATH. */
export const serverEnvironment = { PATH: `${PATH}:/usr/sbin` };

/** A folder to which the servers may write. */
export function serverFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `otpravka-${name}-`));
  if (account.uid !== undefined) chownSync(folder, account.uid, account.gid!);
  return folder;
}

/** A server program of Debian that a spec starts and stops. It has a folder of its own. */
export class ServerProgram {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** @param isReady may throw until the server is ready */
  static async start(
    program: string,
    args: readonly string[],
    { folder, isReady }: { readonly folder: string; readonly isReady: () => Promise<boolean> },
  ): Promise<ServerProgram> {
    const child = spawn(program, args, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: serverEnvironment,
      ...account,
    });
    const output: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
    const killAtExit = (): void => void child.kill('SIGKILL');
    process.once('exit', killAtExit);
    child.once('exit', () => process.off('exit', killAtExit));
    await until(isReady, { what: `${program} to be ready` }).catch((error: unknown) => {
      child.kill('SIGKILL');
      throw new Error(`${program} did not start:\n${output.join('').slice(-2_000)}`, { cause: error });
    });
    return new ServerProgram(child, folder);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.kill('SIGINT');
      await exited;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
