import type { ChallengeEvent, ChallengeStatus } from '@app/contract';
import { optional } from '../page/optional';

/**
 * How long the stream waits after a refusal that may pass: too many streams, a service or a network that is unavailable. It
 * waits longer where the API says so by `Retry-After`, up to what a challenge usually lives.
 */
const AGAIN_MS = 5_000;
const LONGEST_AGAIN_MS = 300_000;
/** `EventSource.CLOSED`: the browser does not connect again by itself. */
const CLOSED = 2;
/** The challenge is unknown or over. */
const GONE = 410;

/**
 * The event stream of one challenge. Over HTTP/1.1 all tabs of a browser share six connections to a server, so the
 * stream is open only while its tab is visible and sends nothing: otherwise the sixth tab could not send its code. The
 * API sends the present state first, so that what happened in between is not lost. A challenge that ended in between has
 * no stream any more: the API answers 410, which an EventSource cannot read, so the same address is fetched once.
 */
export class ChallengeStream {
  private url: string | undefined;
  private source: EventSource | undefined;
  private isEnded = false;
  private sending = 0;
  private again: ReturnType<typeof setTimeout> | undefined;

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
    clearTimeout(this.again);
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
    source?.addEventListener('error', () => {
      if (source.readyState === CLOSED && this.source === source) void this.failed(url, source);
    });
    return source;
  }

  /** The failed source stays in its place meanwhile, so that nothing else opens one. */
  private async failed(url: string, source: EventSource): Promise<void> {
    const refusal = await refusalAt(url);
    // The tab was hidden, something was sent, or another challenge is followed: it was opened anew, or will be.
    if (this.source !== source) return;
    this.source = undefined;
    if (refusal?.status !== GONE) {
      this.again = setTimeout(() => this.openOrClose(), againMs(refusal));
      return;
    }
    this.isEnded = true;
    this.receive('closed');
  }
}

/**
 * What the API answers instead of a stream. The body is not read: it is a stream where there is one by now.
 * @returns undefined where nothing answers
 */
async function refusalAt(url: string): Promise<Response | undefined> {
  try {
    const answer = await fetch(url);
    void answer.body?.cancel();
    return answer;
  } catch {
    return undefined;
  }
}

/** `Retry-After` counts in seconds. A date, which only a proxy would send, is ignored. */
function againMs(refusal: Response | undefined): number {
  const seconds = Number(refusal?.headers.get('Retry-After')) || 0;
  return Math.min(Math.max(seconds * 1_000, AGAIN_MS), LONGEST_AGAIN_MS);
}
