import type { ChallengeStatus } from '../contract.ts';
import { openEventSource } from './event-source.ts';
import { openFetchedStream } from './fetched-stream.ts';
import type { StatusSource } from './status-source.ts';

export type StatusListener = (status: ChallengeStatus) => void;

const isFinal = (status: ChallengeStatus): boolean => status === 'verified' || status === 'closed';

/** Follows one challenge until its end, through all the connections that this takes. */
export class ChallengeWatch {
  private source: StatusSource | undefined;
  private reconnectTimer: ReturnType<typeof setTimeout> | undefined;
  private reported: ChallengeStatus | undefined;
  private isAllowed = false;
  private isEnded = false;

  constructor(
    readonly challengeId: string,
    private readonly url: string,
    private readonly fetch: typeof globalThis.fetch,
    private readonly onStatus: StatusListener,
  ) {}

  /**
   * Connects, or closes the connection. No change is lost meanwhile, because the API sends the current state first.
   * @param isAllowed whether a connection may be open now
   */
  update(isAllowed: boolean): void {
    if (isAllowed === this.isAllowed) return;
    this.isAllowed = isAllowed;
    clearTimeout(this.reconnectTimer);
    if (isAllowed) this.connect();
    else this.disconnect();
  }

  /** Ends the watch. Nothing is reported any more. */
  stop(): void {
    this.isEnded = true;
    clearTimeout(this.reconnectTimer);
    this.disconnect();
  }

  /** The challenge has been verified here. */
  finish(): void {
    this.report('verified');
  }

  private connect(): void {
    if (this.isEnded) return;
    this.disconnect();
    const events = {
      onStatus: (status: ChallengeStatus) => this.report(status),
      onGone: () => this.report('closed'),
      onLost: (retryMs: number) => {
        this.disconnect();
        this.reconnectTimer = setTimeout(() => this.connect(), retryMs);
      },
    };
    this.source =
      openEventSource(this.url, this.fetch, events) ?? openFetchedStream(this.url, this.fetch, events);
  }

  private disconnect(): void {
    this.source?.close();
    this.source = undefined;
  }

  /** `approved` is reported again by each connection, so that an exchange that could not be sent is sent again. */
  private report(status: ChallengeStatus): void {
    if (this.isEnded || (status === this.reported && status !== 'approved')) return;
    this.reported = status;
    // The API would answer a new connection with 410.
    if (isFinal(status)) this.stop();
    this.onStatus(status);
  }
}
