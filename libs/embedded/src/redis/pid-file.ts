import { readFileSync, writeFileSync } from 'node:fs';
import { endProcess, findProcess } from '../running-process';

interface FormerServer {
  readonly pid: number;
  /** Who started it: while that one lives, it is the parent of the server. */
  readonly parent: number;
  readonly port: number;
}

/** Which server was started over these data, for the case that its parent is killed and it stays behind. */
export class PidFile {
  constructor(private readonly file: string) {}

  write(pid: number | undefined, port: number): void {
    if (pid === undefined) return;
    writeFileSync(this.file, JSON.stringify({ pid, parent: process.pid, port } satisfies FormerServer));
  }

  /** Redis does not guard its data: two servers would append to one file. */
  async clearFormerServer(): Promise<void> {
    const former = this.read();
    const found = former && (await findProcess(former.pid));
    // The pid may belong to another program by now, or to another Redis, which has another port.
    if (!found || !/(redis|valkey)-server/.test(found.command)) return;
    if (!found.command.includes(`:${former.port} `)) return;
    if (found.parent === former.parent) {
      throw new Error(
        `A Redis (process ${found.pid}, started by process ${found.parent}) already runs over the data beside ` +
          `${this.file}: stop it first, or choose another folder for the data.`,
      );
    }
    await endProcess(found.pid, 'SIGTERM', 'SIGKILL');
  }

  private read(): FormerServer | undefined {
    try {
      return JSON.parse(readFileSync(this.file, 'utf8')) as FormerServer;
    } catch {
      return undefined;
    }
  }
}
