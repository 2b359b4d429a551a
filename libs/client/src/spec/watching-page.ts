import type { OtpravkaClient } from '../client.ts';
import type { ChallengeStatus } from '../contract.ts';
import { createClient } from '../create-client.ts';

const API = 'https://login.example';
export const EVENTS_URL = `${API}/api/auth/challenges/c1/events`;

/** Stands in for the browser's EventSource, which Node lacks. */
export class FakeSource extends EventTarget {
  static readonly opened: FakeSource[] = [];
  readyState = 1;

  constructor(readonly url: string) {
    super();
    FakeSource.opened.push(this);
  }

  static get newest(): FakeSource {
    return FakeSource.opened.at(-1)!;
  }

  close(): void {
    this.readyState = 2;
  }

  send(status: ChallengeStatus): void {
    this.dispatchEvent(new MessageEvent('status', { data: JSON.stringify({ status }) }));
  }

  /** @param readyState 2: the response was no stream; 0: the connection broke and the browser connects again */
  fail(readyState: 0 | 2): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event('error'));
  }
}

/** A page whose client watches the challenge `c1`. A test replaces the answers of the API by `answer`. */
export class WatchingPage {
  readonly fetched: string[] = [];
  readonly received: ChallengeStatus[] = [];
  readonly client: OtpravkaClient;
  answer: (url: string) => Promise<Response> = () => Promise.reject(new TypeError('Failed to fetch'));
  stop = (): void => undefined;
  private readonly document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  private readonly broadcastChannel = globalThis.BroadcastChannel;

  constructor() {
    FakeSource.opened.length = 0;
    // Without a BroadcastChannel and with no listeners the client needs nothing else of the page.
    Object.assign(globalThis, {
      ...{ document: this.document, EventSource: FakeSource, BroadcastChannel: undefined },
      ...{ addEventListener: () => undefined, removeEventListener: () => undefined },
    });
    const fetch = (input: unknown): Promise<Response> => {
      this.fetched.push(String(input));
      return this.answer(String(input));
    };
    this.client = createClient({ api: API, transport: 'cookie', fetch });
  }

  answerWith(status: number, headers: Record<string, string> = {}): void {
    this.answer = () => Promise.resolve(new Response('{}', { status, headers }));
  }

  watch(): void {
    this.stop = this.client.watch('c1', (status) => this.received.push(status));
  }

  show(visibilityState: 'visible' | 'hidden'): void {
    this.document.visibilityState = visibilityState;
    this.document.dispatchEvent(new Event('visibilitychange'));
  }

  /** Waits until the pending responses have been handled. */
  async settled(): Promise<void> {
    await jest.advanceTimersByTimeAsync(0);
  }

  close(): void {
    this.stop();
    this.client.close();
    for (const name of ['document', 'EventSource', 'addEventListener', 'removeEventListener'])
      Reflect.deleteProperty(globalThis, name);
    Object.assign(globalThis, { BroadcastChannel: this.broadcastChannel });
  }
}
