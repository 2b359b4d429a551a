import { Readable } from 'node:stream';
import type { ChallengeEvent, ChallengeStatus } from '@app/contract';

const FINAL: readonly ChallengeStatus[] = ['verified', 'closed'];

/** Whether no other status can follow. */
export const isFinal = (status: ChallengeStatus): boolean => FINAL.includes(status);

/** Server-sent events (WHATWG HTML, 9.2) for one page. Sends each change of the status once, and ends after a final status. */
export class StatusStream extends Readable {
  private sent: ChallengeStatus | undefined;
  private hasEnded = false;

  /** Events are pushed as they happen, so there is nothing to read on demand. */
  override _read(): void {}

  sendStatus(status: ChallengeStatus): void {
    if (this.hasEnded || status === this.sent) return;
    this.sent = status;
    const data: ChallengeEvent = { status };
    this.push(`event: status\ndata: ${JSON.stringify(data)}\n\n`);
    if (isFinal(status)) this.end();
  }

  /** A comment keeps proxies from closing an idle connection, and detects a page that vanished. */
  sendComment(): void {
    if (!this.hasEnded) this.push(': still here\n\n');
  }

  /** Ends without a final status, so that the page connects again. */
  end(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.push(null);
  }
}
