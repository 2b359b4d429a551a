import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

/** After this time, MONITOR has reported all commands that were answered. */
const SETTLE_MS = 100;

/** Counts the commands that Redis receives over the network and those that its scripts run, while it is open. */
export class RedisMonitor {
  overNetwork = 0;
  inScripts = 0;

  private constructor(private readonly socket: Socket) {
    createInterface({ input: socket, crlfDelay: Infinity }).on('line', (line) => {
      if (/^\+[\d.]+ \[\d+ lua\]/.test(line)) this.inScripts += 1;
      else if (/^\+[\d.]+ \[/.test(line)) this.overNetwork += 1;
    });
  }

  static async open(url: string): Promise<RedisMonitor> {
    const { port, hostname } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const monitor = new RedisMonitor(socket);
    socket.write('MONITOR\r\n');
    await once(socket, 'data');
    return monitor;
  }

  async close(): Promise<void> {
    await wait(SETTLE_MS);
    this.socket.destroy();
  }
}
