import { ApiError } from '../bot-api/api-error';
import { Changes } from '../world/changes';
import { Update, UpdateQueue } from './update-queue';

export interface PollRequest {
  readonly offset: number;
  readonly limit: number;
  readonly timeoutSeconds: number;
}

/** At most one `getUpdates` call waits. A newer call ends it with the error 409. */
export class LongPolls {
  private endCurrent: ((reason: ApiError) => void) | undefined;
  private openPolls = 0;
  private report: (isWaiting: boolean) => void = () => undefined;

  constructor(
    private readonly queue: UpdateQueue,
    private readonly changes: Changes,
  ) {}

  get isWaiting(): boolean {
    return this.openPolls > 0;
  }

  /** Reports the start of each call, and when no call is open any more. */
  onPoll(report: (isWaiting: boolean) => void): void {
    this.report = report;
  }

  async poll(request: PollRequest, signal: AbortSignal): Promise<readonly Update[]> {
    this.openPolls += 1;
    this.report(true);
    try {
      return await this.answer(request, signal);
    } finally {
      this.openPolls -= 1;
      if (!this.isWaiting) this.report(false);
    }
  }

  interrupt(description: string): void {
    this.endCurrent?.(new ApiError(409, description));
  }

  private async answer(request: PollRequest, signal: AbortSignal): Promise<readonly Update[]> {
    this.interrupt(
      'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    );
    this.queue.confirmBelow(request.offset);
    const ready = this.queue.pending.slice(0, request.limit);
    if (ready.length > 0 || request.timeoutSeconds === 0) return ready;
    await this.arrival(request.timeoutSeconds * 1000, signal);
    return this.queue.pending.slice(0, request.limit);
  }

  private arrival(timeoutMs: number, signal: AbortSignal): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      const stopWaiting = () => {
        clearTimeout(timer);
        unsubscribe();
        signal.removeEventListener('abort', finish);
        if (this.endCurrent === fail) this.endCurrent = undefined;
      };
      const finish = () => {
        stopWaiting();
        resolve();
      };
      const fail = (reason: ApiError) => {
        stopWaiting();
        reject(reason);
      };
      const timer = setTimeout(finish, timeoutMs);
      const unsubscribe = this.changes.subscribe(({ type }) => {
        if (type === 'update' && this.queue.pending.length > 0) finish();
      });
      signal.addEventListener('abort', finish);
      this.endCurrent = fail;
    });
  }
}
