import type { ChallengeEvent, ChallengeStatus } from '@app/contract';
import { optional } from '../page/optional';

/**
 * The event stream of one challenge. Over HTTP/1.1 all tabs of a browser share six connections to a server, so the
 * stream is open only while its tab is visible and sends nothing: otherwise the sixth tab could not send its code. The
 * API sends the present state first, so that what happened in between is not lost.
 */
export class ChallengeStream {
  private url: string | undefined;
  private source: EventSource | undefined;
  private isEnded = false;
  private sending = 0;

  constructor(private readonly receive: (status: ChallengeStatus) => void) {
    document.addEventListener('visibilitychange', () => this.openOrClose());
  }

  follow(url: string): void {
    this.stop();
    this.url = url;
    this.openOrClose();
  }

  stop(): void {
    this.url = undefined;
    this.isEnded = false;
    this.openOrClose();
  }

  /** Leaves its connection to what is sent now. */
  async whileClosed<Result>(send: () => Promise<Result>): Promise<Result> {
    this.sending++;
    this.openOrClose();
    try {
      return await send();
    } finally {
      this.sending--;
      this.openOrClose();
    }
  }

  private openOrClose(): void {
    const { url } = this;
    const isIdle = document.visibilityState !== 'hidden' && this.sending === 0;
    if (url !== undefined && isIdle && !this.isEnded) {
      this.source ??= this.open(url);
      return;
    }
    this.source?.close();
    this.source = undefined;
  }

  private open(url: string): EventSource | undefined {
    const source = optional(() => new EventSource(url));
    source?.addEventListener('status', ({ data }: MessageEvent<string>) => {
      const { status } = JSON.parse(data) as ChallengeEvent;
      // The browser would reconnect to a stream that has ended, and get 410.
      this.isEnded = status === 'verified' || status === 'closed';
      this.openOrClose();
      this.receive(status);
    });
    return source;
  }
}
