import { Readable } from 'node:stream';
import type { ChallengeEvent, ChallengeStatus } from '@app/contract';

const LAST: readonly ChallengeStatus[] = ['verified', 'closed'];

/** Nothing follows it. */
export const isLast = (status: ChallengeStatus): boolean => LAST.includes(status);

/** What one listener is told, as server-sent events (WHATWG HTML, 9.2): each change once, and no more after the last. */
export class StatusStream extends Readable {
  private told: ChallengeStatus | undefined;
  private isOver = false;

  /** Everything is pushed as it happens. */
  override _read(): void {}

  tell(status: ChallengeStatus): void {
    if (this.isOver || status === this.told) return;
    this.told = status;
    const data: ChallengeEvent = { status };
    this.push(`event: status\ndata: ${JSON.stringify(data)}\n\n`);
    if (isLast(status)) this.end();
  }

  /** A comment: it keeps proxies from closing the connection, and finds out who has left without a word. */
  breathe(): void {
    if (!this.isOver) this.push(': still here\n\n');
  }

  /** The listener may come again: nothing is said of the challenge. */
  end(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.push(null);
  }
}
