import { type EventEmitter, once } from 'node:events';
import { writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import pino, { type DestinationStream } from 'pino';

const STDOUT = 1;

/** How long a line may wait for others. A busy service writes many lines with one system call, which costs as much as a line. */
const BATCH_MS = 10;
/** pino's own flush at exit never ends when nobody reads the output. */
const END_LIMIT_MS = 1_000;

/** The standard output of the process. */
class StandardOutput implements DestinationStream {
  private waiting = '';
  private opened: ReturnType<typeof pino.destination> | undefined;

  constructor() {
    process.once('exit', () => this.writeNow());
  }

  write(line: string): void {
    if (this.waiting === '') setTimeout(() => this.flush(), BATCH_MS);
    this.waiting += line;
  }

  /** Writes all lines and closes the output. If nobody reads it within a second, it is closed with what was written. */
  async end(): Promise<void> {
    this.flush();
    const { output } = this;
    const isWritten = once(output as unknown as EventEmitter, 'close').catch(() => undefined);
    output.end();
    await Promise.race([isWritten, wait(END_LIMIT_MS)]);
    output.destroy();
  }

  private flush(): void {
    if (this.waiting === '') return;
    this.output.write(this.takeWaiting());
  }

  private takeWaiting(): string {
    const lines = this.waiting;
    this.waiting = '';
    return lines;
  }

  /** Handles an exit without `end`. Nothing asynchronous runs after it. */
  private writeNow(): void {
    if (this.waiting === '') return;
    try {
      writeSync(STDOUT, this.takeWaiting());
    } catch {
      // Nobody reads the output any more.
    }
  }

  private get output() {
    return (this.opened ??= pino.destination({ dest: STDOUT, sync: false }));
  }
}

/** One output for the whole process, so that `endLogs` can wait until everything is written. */
export const standardOutput = new StandardOutput();

/** Writes the remaining log lines before the process ends. */
export const endLogs = (): Promise<void> => standardOutput.end();
