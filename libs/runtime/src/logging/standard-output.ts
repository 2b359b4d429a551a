import { type EventEmitter, once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import pino, { type DestinationStream } from 'pino';

type Output = ReturnType<typeof pino.destination>;

/** How long a line may wait for others. A busy service writes many lines with one system call, which costs as much as a line. */
const BATCH_MS = 10;

/** The standard output of the process. */
class StandardOutput implements DestinationStream {
  private waiting = '';
  private opened: Output | undefined;

  write(line: string): void {
    if (this.waiting === '') setTimeout(() => this.flush(), BATCH_MS);
    this.waiting += line;
  }

  /** Writes all lines and closes the output. It closes the output unwritten if nobody reads it within the time. */
  async end(limitMs: number): Promise<void> {
    this.flush();
    const { output } = this;
    const isWritten = once(output as unknown as EventEmitter, 'close').catch(() => undefined);
    output.end();
    await Promise.race([isWritten, wait(limitMs)]);
    output.destroy();
  }

  private flush(): void {
    if (this.waiting === '') return;
    const lines = this.waiting;
    this.waiting = '';
    this.output.write(lines);
  }

  private get output(): Output {
    return (this.opened ??= pino.destination({ dest: 1, sync: false }));
  }
}

/** One output for the whole process, so that `endLogs` can wait until everything is written. */
export const standardOutput = new StandardOutput();

const FLUSH_LIMIT_MS = 1_000;

/**
 * Writes the remaining log lines before the process ends. The time is limited, because pino's own flush at exit never ends when
 * nobody reads the output.
 */
export const endLogs = (): Promise<void> => standardOutput.end(FLUSH_LIMIT_MS);
