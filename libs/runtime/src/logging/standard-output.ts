import { write, writeSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { DestinationStream, Logger } from 'pino';

const STDOUT = 1;

/** How long a line may wait for others. A busy service writes many lines with one system call, which costs as much as a line. */
const BATCH_MS = 10;
/** The output accepted nothing: a pipe is full, or a disk. */
const RETRY_MS = { EAGAIN: 100, other: 1_000 } as const;
/** At the end of the process the lines wait no longer for an output that accepts nothing. */
const END_LIMIT_MS = 3_000;
/** How many characters wait while the output accepts nothing. Further lines are dropped, so that the memory does not grow. */
const MAX_WAITING = 1_048_576;

/** The standard output of the process. A service works without its log, so a failed write ends nothing and is repeated. */
class StandardOutput implements DestinationStream {
  private waiting = '';
  /** What is being written, or is written again after a failure. */
  private batch: Buffer = Buffer.alloc(0);
  private isWriting = false;
  /** Whether the lines that wait became due before the batch was written. */
  private isDue = false;
  private isClosed = false;
  private droppedLines = 0;
  private onDropped: (lines: number) => void = () => undefined;
  /** Set while `end` waits until everything is written. */
  private onEmpty: (() => void) | undefined;

  constructor() {
    process.once('exit', () => this.writeNow());
  }

  write(line: string): void {
    if (this.isClosed) return;
    if (this.waiting.length >= MAX_WAITING) {
      this.droppedLines += 1;
      return;
    }
    if (this.waiting === '') setTimeout(() => this.flush(), BATCH_MS);
    this.waiting += line;
  }

  /** The listener gets the number of dropped lines when the output accepts lines again. */
  whenDropped(listener: (lines: number) => void): void {
    this.onDropped = listener;
  }

  /**
   * Writes all lines and closes the output. If nobody reads it within three seconds, it is closed with what was written. A write that still
   * runs then would hold up the exit of the process until somebody reads, so the process is killed.
   */
  async end(): Promise<void> {
    const isEmpty = new Promise<void>((resolve) => (this.onEmpty = resolve));
    this.flush();
    await Promise.race([isEmpty, wait(END_LIMIT_MS)]);
    if (this.isWriting) process.kill(process.pid, 'SIGKILL');
    this.close();
  }

  private flush(): void {
    this.isDue = this.batch.length > 0;
    if (this.isWriting) return;
    if (this.batch.length === 0) this.batch = Buffer.from(this.takeWaiting());
    if (this.batch.length === 0) return this.onEmpty?.();
    this.isWriting = true;
    write(STDOUT, this.batch, (error, written) => {
      this.isWriting = false;
      if (error) this.retryAfter(error);
      else this.continueAfter(written);
    });
  }

  private continueAfter(written: number): void {
    this.batch = this.batch.subarray(written);
    // Lines that came during the write wait for their own flush, so that a busy service keeps writing many lines at once.
    if (this.batch.length > 0 || this.isDue || this.onEmpty !== undefined) this.flush();
    if (this.waiting.length < MAX_WAITING) this.reportDropped();
  }

  private retryAfter({ code }: NodeJS.ErrnoException): void {
    // The reader has gone and does not come back.
    if (code === 'EPIPE') return this.close();
    setTimeout(() => this.flush(), code === 'EAGAIN' ? RETRY_MS.EAGAIN : RETRY_MS.other).unref();
  }

  private close(): void {
    this.isClosed = true;
    this.waiting = '';
    this.batch = Buffer.alloc(0);
    this.onEmpty?.();
  }

  private takeWaiting(): string {
    const lines = this.waiting;
    this.waiting = '';
    return lines;
  }

  private reportDropped(): void {
    if (this.droppedLines === 0) return;
    const lines = this.droppedLines;
    this.droppedLines = 0;
    this.onDropped(lines);
  }

  /** Handles an exit without `end`. Nothing asynchronous runs after it. */
  private writeNow(): void {
    const failed = this.isWriting ? '' : this.batch.toString();
    const lines = failed + this.takeWaiting();
    if (lines === '') return;
    try {
      writeSync(STDOUT, lines);
    } catch {
      // Nobody reads the output any more.
    }
  }
}

/** One output for the whole process, so that `endLogs` can wait until everything is written. */
export const standardOutput = new StandardOutput();

/** Logs how many lines were lost, once the output accepts lines again. */
export const logDroppedLines = (log: Logger): void =>
  standardOutput.whenDropped((lines) =>
    log.warn({ lines }, 'log lines were dropped, because the standard output accepted none'),
  );

/** Writes the remaining log lines before the process ends. */
export const endLogs = (): Promise<void> => standardOutput.end();
