import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChallengeStatus } from '../contract.ts';
import { createClient } from '../create-client.ts';

const API = 'https://login.example';
const URL = `${API}/api/auth/challenges/c1/events`;

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

  send(status: ChallengeStatus): void {
    this.dispatchEvent(new MessageEvent('status', { data: JSON.stringify({ status }) }));
  }

  /** @param readyState 2: the response was no stream; 0: the connection broke and the browser connects again */
  fail(readyState: 0 | 2): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event('error'));
  }
}

const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
let fetched: string[];
let answer: (url: string) => Promise<Response>;
let received: ChallengeStatus[];

const show = (visibilityState: 'visible' | 'hidden'): void => {
  page.visibilityState = visibilityState;
  page.dispatchEvent(new Event('visibilitychange'));
};
const newest = (): FakeSource => FakeSource.opened.at(-1)!;
/** Waits until the pending responses have been handled. */
const settled = (): Promise<void> => jest.advanceTimersByTimeAsync(0).then(() => undefined);
const fakeFetch = (input: unknown) => {
  fetched.push(String(input));
  return answer(String(input));
};
const newClient = () => createClient({ api: API, transport: 'cookie', fetch: fakeFetch });
let client: ReturnType<typeof newClient>;
let stop: () => void;

beforeEach(() => {
  jest.useFakeTimers();
  [fetched, received] = [[], []];
  FakeSource.opened.length = 0;
  // Without a BroadcastChannel and with no listeners the client needs nothing else of the page.
  Object.assign(globalThis, { document: page, EventSource: FakeSource, addEventListener: () => undefined });
  Object.assign(globalThis, { removeEventListener: () => undefined, BroadcastChannel: undefined });
  answer = () => Promise.reject(new TypeError('Failed to fetch'));
  show('visible');
  client = newClient();
});
const { BroadcastChannel } = globalThis;
afterEach(() => {
  stop();
  client.close();
  jest.useRealTimers();
  for (const name of ['document', 'EventSource', 'addEventListener', 'removeEventListener'])
    Reflect.deleteProperty(globalThis, name);
  Object.assign(globalThis, { BroadcastChannel });
});

const watch = () => {
  stop = client.watch('c1', (status) => received.push(status));
};

describe('the watch of a challenge', () => {
  beforeEach(watch);

  it('reports each change once, and an approval with each connection', () => {
    const approvedTwice: ChallengeStatus[] = ['pending', 'opened', 'approved'];
    for (const status of [...approvedTwice, 'approved', 'verified'] as const) newest().send(status);
    expect(received).toEqual(['pending', 'opened', 'approved', 'approved', 'verified']);
  });

  it('ends with the last status', () => {
    newest().send('closed');
    expect(newest().readyState).toBe(2);
    show('hidden');
    show('visible');
    expect(FakeSource.opened).toHaveLength(1);
  });

  it('reports the end of a challenge that ended while its tab was hidden, and is not opened again', async () => {
    answer = () => Promise.resolve(new Response('{}', { status: 410 }));
    show('hidden');
    expect(newest().readyState).toBe(2);
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

  it('leaves connecting again to the browser if the connection broke', async () => {
    newest().fail(0);
    await settled();
    expect(fetched).toEqual([]);
  });

  it('is closed while a request of the client runs', async () => {
    let respond = (): void => undefined;
    answer = () => new Promise((resolve) => (respond = () => resolve(new Response('{}'))));
    const request = client.requestCode({ phone: '1' });
    expect(newest().readyState).toBe(2);
    respond();
    await request;
    expect(FakeSource.opened).toHaveLength(2);
    expect(newest().readyState).toBe(1);
  });

  it('reports nothing after it was stopped', async () => {
    answer = () => Promise.resolve(new Response('{}', { status: 410 }));
    const source = newest();
    source.fail(2);
    stop();
    await settled();
    source.send('sent');
    expect(received).toEqual([]);
  });

  it('ends with the sign-in of its own page, and is not opened again', async () => {
    const payload = Buffer.from(JSON.stringify({ sid: 's', iat: 1 })).toString('base64url');
    const tokens = {
      accessToken: `e30.${payload}.x`,
      expiresIn: 600,
      refreshExpiresIn: 600,
      shop: {},
      isNewShop: true,
    };
    answer = () => Promise.resolve(Response.json(tokens));
    await client.verify({ challengeId: 'c1', code: '123456' });
    expect(received).toEqual(['verified']);
    expect(newest().readyState).toBe(2);
    expect(FakeSource.opened).toHaveLength(1);
  });
});

describe('a browser without EventSource', () => {
  it('reads the current status every three seconds, and stops at the end', async () => {
    Reflect.deleteProperty(globalThis, 'EventSource');
    let isCancelled = 0;
    const statuses = ['pending', 'pending', 'sent'];
    answer = () => {
      const status = statuses.shift();
      if (status === undefined) return Promise.resolve(new Response('{}', { status: 410 }));
      const event = new TextEncoder().encode(
        `: hello\n\nevent: status\ndata: ${JSON.stringify({ status })}\n\n`,
      );
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(event),
        cancel: () => void isCancelled++,
      });
      return Promise.resolve(new Response(body));
    };
    watch();
    await settled();
    expect(received).toEqual(['pending']);
    await jest.advanceTimersByTimeAsync(6_000);
    expect(received).toEqual(['pending', 'sent']);
    expect(isCancelled).toBe(3);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(received).toEqual(['pending', 'sent', 'closed']);
    expect(fetched).toHaveLength(4);
  });
});

describe('in Node', () => {
  let server: Server;
  let streams: ServerResponse[];

  beforeEach(async () => {
    jest.useRealTimers();
    for (const name of ['document', 'EventSource']) Reflect.deleteProperty(globalThis, name);
    streams = [];
    server = createServer((_, response) => {
      if (streams.length === 2) return response.writeHead(410).end('{}');
      streams.push(response);
      response
        .writeHead(200, { 'content-type': 'text/event-stream' })
        .write('event: status\ndata: {"status":"pen');
      return response.write('ding"}\n\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('a watch reads the stream to its end, and connects again until the challenge has ended', async () => {
    const { port } = server.address() as AddressInfo;
    client = createClient({ api: `http://127.0.0.1:${port}` });
    const next = () =>
      new Promise<ChallengeStatus>((resolve) => {
        stop();
        stop = client.watch('c1', resolve);
      });
    stop = () => undefined;
    expect(await next()).toBe('pending');
    const all: ChallengeStatus[] = [];
    stop();
    const ended = new Promise<void>((resolve) => {
      stop = client.watch('c1', (status) => {
        all.push(status);
        if (status === 'pending') streams.at(-1)!.write('event: status\ndata: {"status":"sent"}\n\n');
        if (status === 'sent') streams.at(-1)!.end();
        if (status === 'closed') resolve();
      });
    });
    await ended;
    expect(all).toEqual(['pending', 'sent', 'closed']);
  });
});
