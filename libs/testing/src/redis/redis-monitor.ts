import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { until } from '../until';

export interface SentCommand {
  readonly name: string;
  readonly args: readonly string[];
  /** The address of the client, or "lua" for commands of scripts. */
  readonly source: string;
}

const LINE = /^\+[\d.]+ \[\d+ ([^\]]+)\] (.*)$/;
const QUOTED = /"((?:[^"\\]|\\.)*)"/g;

/**
 * Records every command that a Redis receives from now on. The monitor of ioredis is not used, because it reads the first
 * lines of a busy Redis as answers.
 */
export class RedisMonitor {
  readonly seen: SentCommand[] = [];

  private constructor(
    private readonly socket: Socket,
    private readonly url: URL,
  ) {
    createInterface({ input: socket, crlfDelay: Infinity }).on('line', (line) => this.read(line));
  }

  static async on(redisUrl: string): Promise<RedisMonitor> {
    const url = new URL(redisUrl);
    const socket = connect(Number(url.port || 6379), url.hostname);
    await once(socket, 'connect');
    const monitor = new RedisMonitor(socket, url);
    socket.write('MONITOR\r\n');
    await once(socket, 'data');
    return monitor;
  }

  /** Resolves when every command that Redis received before this call is recorded. */
  async caughtUp(): Promise<void> {
    const marker = randomUUID();
    const socket = connect(Number(this.url.port || 6379), this.url.hostname);
    try {
      await once(socket, 'connect');
      socket.write(`PING ${marker}\r\n`);
      await until(() => this.seen.some(({ args }) => args[0] === marker));
    } finally {
      socket.destroy();
    }
  }

  close(): void {
    this.socket.destroy();
  }

  private read(line: string): void {
    const [, source, rest] = LINE.exec(line) ?? [];
    if (source === undefined || rest === undefined) return;
    const [name = '', ...args] = [...rest.matchAll(QUOTED)].map(([, text]) => text!);
    this.seen.push({ name: name.toLowerCase(), args, source });
  }
}
