import { readFileSync, writeFileSync } from 'node:fs';
import { endProcess, findProcess } from '../running-process';

interface FormerServer {
  readonly pid: number;
  /** The process that started the server; while it lives, it is the server's parent. */
  readonly parent: number;
  readonly port: number;
}

/** Names the server that uses the data, so that a server whose parent was killed can be found. */
export class PidFile {
  constructor(private readonly file: string) {}

  write(pid: number | undefined, port: number): void {
    if (pid === undefined) return;
    writeFileSync(this.file, JSON.stringify({ pid, parent: process.pid, port } satisfies FormerServer));
  }

  /** Ends a server whose parent was killed. Redis does not lock its data, so two servers would append to one file. */
  async clearFormerServer(): Promise<void> {
    const former = this.read();
    const found = former && (await findProcess(former.pid));
    // The pid may now belong to another program or to another Redis, which has another port.
    if (!found || !/(redis|valkey)-server/.test(found.command)) return;
    if (!found.command.includes(`:${former.port} `)) return;
    if (found.parent === former.parent) {
      throw new Error(
        `A Redis (process ${found.pid}, started by process ${found.parent}) already uses the data in the folder of ` +
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
