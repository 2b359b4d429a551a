import type { ChallengeStatus } from '@app/contract';
import { ChallengeStream } from './challenge-stream';

const URL = 'https://shop.example/api/auth/challenges/1/events';

/** Stands in for the browser's EventSource, which Node lacks. */
class FakeSource extends EventTarget {
  static readonly opened: FakeSource[] = [];
  readyState = 1;

  constructor(readonly url: string) {
    super();
    FakeSource.opened.push(this);
  }

  close(): void {
    this.readyState = 2;
  }

  /** @param readyState 2: the response was no stream; 0: the connection broke and the browser reconnects */
  fail(readyState: 0 | 2): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event('error'));
  }
}

const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
const former = { fetch: globalThis.fetch };
let fetched: string[];
let answer: () => Promise<Response>;
let received: ChallengeStatus[];
let stream: ChallengeStream;

const show = (visibilityState: 'visible' | 'hidden'): void => {
  page.visibilityState = visibilityState;
  page.dispatchEvent(new Event('visibilitychange'));
};
const newest = (): FakeSource => FakeSource.opened.at(-1)!;
/** Waits until the pending responses have been handled. */
const settled = (): Promise<void> => jest.advanceTimersByTimeAsync(0).then(() => undefined);

beforeEach(() => {
  jest.useFakeTimers();
  [fetched, received] = [[], []];
  FakeSource.opened.length = 0;
  Object.assign(globalThis, {
    document: page,
    EventSource: FakeSource,
    fetch: (url: string) => {
      fetched.push(url);
      return answer();
    },
  });
  show('visible');
  stream = new ChallengeStream((status) => received.push(status));
  stream.follow(URL);
});

afterEach(() => {
  stream.stop();
  jest.useRealTimers();
});

afterAll(() => {
  Object.assign(globalThis, former);
  Reflect.deleteProperty(globalThis, 'document');
  Reflect.deleteProperty(globalThis, 'EventSource');
});

describe('the stream of a challenge', () => {
  it('reports the end of a challenge that ended while its tab was hidden, and is not opened again', async () => {
    answer = () => Promise.resolve(new Response('{}', { status: 410 }));
    show('hidden');
    show('visible');
    newest().fail(2);
    await settled();
    expect(fetched).toEqual([URL]);
    expect(received).toEqual(['closed']);
    await jest.advanceTimersByTimeAsync(60_000);
    show('hidden');
    show('visible');
    expect(FakeSource.opened).toHaveLength(2);
  });

  it.each<[string, () => Promise<Response>]>([
    ['too many streams are open', () => Promise.resolve(new Response('{}', { status: 429 }))],
    ['a store is unavailable', () => Promise.resolve(new Response('{}', { status: 503 }))],
    ['the network is gone', () => Promise.reject(new TypeError('Failed to fetch'))],
  ])('is opened again within ten seconds if %s', async (_, passing) => {
    answer = passing;
    newest().fail(2);
    await settled();
    expect(FakeSource.opened).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(FakeSource.opened).toHaveLength(2);
    expect(newest().url).toBe(URL);
    expect(received).toEqual([]);
  });

  it.each([
    ['15', 15_000],
    ['1', 5_000],
    ['Fri, 31 Dec 1999 23:59:59 GMT', 5_000],
    ['9999999999', 300_000],
  ])('is opened again after Retry-After %s, %i ms later', async (retryAfter, ms) => {
    answer = () =>
      Promise.resolve(new Response('{}', { status: 429, headers: { 'Retry-After': retryAfter } }));
    newest().fail(2);
    await settled();
    await jest.advanceTimersByTimeAsync(ms - 1);
    expect(FakeSource.opened).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(FakeSource.opened).toHaveLength(2);
  });

  it('is opened at once when its tab becomes visible', async () => {
    answer = () => Promise.resolve(new Response('{}', { status: 503 }));
    newest().fail(2);
    await settled();
    show('hidden');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(FakeSource.opened).toHaveLength(1);
    show('visible');
    expect(FakeSource.opened).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(FakeSource.opened).toHaveLength(2);
  });

  it('leaves reconnecting to the browser if the connection broke', async () => {
    newest().fail(0);
    await settled();
    expect(fetched).toEqual([]);
  });

  it('reports nothing about a challenge that the page no longer follows', async () => {
    answer = () => Promise.resolve(new Response('{}', { status: 410 }));
    newest().fail(2);
    stream.follow(`${URL}?next`);
    await settled();
    expect(received).toEqual([]);
    expect(newest().url).toBe(`${URL}?next`);
  });
});
