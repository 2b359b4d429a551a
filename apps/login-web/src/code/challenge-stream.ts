import type { ChallengeEvent, ChallengeStatus } from '@app/contract';
import { optional } from '../page/optional';

/**
 * Delay before reconnecting after a temporary failure: too many streams, or an unavailable service or network. A longer
 * `Retry-After` is followed, up to the usual life of a challenge.
 */
const RECONNECT_MS = 5_000;
const LONGEST_RECONNECT_MS = 300_000;
/** `EventSource.CLOSED`: the browser does not reconnect by itself. */
const CLOSED = 2;
/** The status for a challenge that is unknown or has ended. */
const GONE = 410;

/**
 * The event stream of one challenge. Over HTTP/1.1 all tabs of a browser share six connections to a server, so the stream
 * is open only while its tab is visible and sends nothing: otherwise the sixth tab could not send its code. No change is
 * lost meanwhile, because the API sends the current state first. For a challenge that has ended the API returns 410. An
 * EventSource does not expose the status, so the page then fetches the same URL once.
 */
export class ChallengeStream {
  private url: string | undefined;
  private source: EventSource | undefined;
  private isEnded = false;
  private sending = 0;
  private reconnectTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly onStatus: (status: ChallengeStatus) => void) {
    document.addEventListener('visibilitychange', () => this.connectOrClose());
  }

  follow(url: string): void {
    this.stop();
    this.url = url;
    this.connectOrClose();
  }

  stop(): void {
    this.url = undefined;
    this.isEnded = false;
    this.connectOrClose();
  }

  /** Closes the stream while `send` runs, so that the request can use its connection. */
  async whileClosed<Result>(send: () => Promise<Result>): Promise<Result> {
    this.sending++;
    this.connectOrClose();
    try {
      return await send();
    } finally {
      this.sending--;
      this.connectOrClose();
    }
  }

  private connectOrClose(): void {
    clearTimeout(this.reconnectTimer);
    const { url } = this;
    const isIdle = document.visibilityState !== 'hidden' && this.sending === 0;
    if (url !== undefined && isIdle && !this.isEnded) {
      this.source ??= this.connect(url);
      return;
    }
    this.source?.close();
    this.source = undefined;
  }

  private connect(url: string): EventSource | undefined {
    const source = optional(() => new EventSource(url));
    source?.addEventListener('status', ({ data }: MessageEvent<string>) => {
      const { status } = JSON.parse(data) as ChallengeEvent;
      // Close after the last status: the browser would reconnect and get 410.
      this.isEnded = status === 'verified' || status === 'closed';
      this.connectOrClose();
      this.onStatus(status);
    });
    source?.addEventListener('error', () => {
      if (source.readyState === CLOSED && this.source === source) void this.handleFailure(url, source);
    });
    return source;
  }

  /** Keeps the failed source in `this.source` until the fetch has returned, so that no other one is opened. */
  private async handleFailure(url: string, source: EventSource): Promise<void> {
    const response = await fetchResponse(url);
    // Another source was opened, or will be: the tab was hidden, a request was sent, or another challenge is followed.
    if (this.source !== source) return;
    this.source = undefined;
    if (response?.status !== GONE) {
      this.reconnectTimer = setTimeout(() => this.connectOrClose(), reconnectDelayMs(response));
      return;
    }
    this.isEnded = true;
    this.onStatus('closed');
  }
}

/**
 * Returns the API's response without reading its body, which is a stream if the API has one again.
 * @returns undefined if nothing answers
 */
async function fetchResponse(url: string): Promise<Response | undefined> {
  try {
    const response = await fetch(url);
    void response.body?.cancel();
    return response;
  } catch {
    return undefined;
  }
}

/** `Retry-After` is in seconds. A date, which only a proxy would send, is ignored. */
function reconnectDelayMs(response: Response | undefined): number {
  const seconds = Number(response?.headers.get('Retry-After')) || 0;
  return Math.min(Math.max(seconds * 1_000, RECONNECT_MS), LONGEST_RECONNECT_MS);
}
