import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ChallengeStatus } from '../contract.ts';
import { createClient, type OtpravkaClient } from '../index.ts';
import { WatchingPage } from '../spec/watching-page.ts';

describe('a browser without EventSource', () => {
  let page: WatchingPage;

  beforeEach(() => {
    jest.useFakeTimers();
    page = new WatchingPage();
    Reflect.deleteProperty(globalThis, 'EventSource');
  });
  afterEach(() => {
    page.close();
    jest.useRealTimers();
  });

  it('reads the current status every three seconds, and stops at the end', async () => {
    let cancelled = 0;
    const statuses = ['pending', 'pending', 'sent'];
    page.answer = () => {
      const status = statuses.shift();
      if (status === undefined) return Promise.resolve(new Response('{}', { status: 410 }));
      const event = new TextEncoder().encode(
        `: hello\n\nevent: status\ndata: ${JSON.stringify({ status })}\n\n`,
      );
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(event),
        cancel: () => void cancelled++,
      });
      return Promise.resolve(new Response(body));
    };
    page.watch();
    await page.settled();
    expect(page.received).toEqual(['pending']);
    await jest.advanceTimersByTimeAsync(6_000);
    expect(page.received).toEqual(['pending', 'sent']);
    expect(cancelled).toBe(3);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(page.received).toEqual(['pending', 'sent', 'closed']);
    expect(page.fetched).toHaveLength(4);
  });
});

describe('in Node', () => {
  let server: Server;
  let streams: ServerResponse[];
  let client: OtpravkaClient;

  beforeEach(async () => {
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
    const { port } = server.address() as AddressInfo;
    client = createClient({ api: `http://127.0.0.1:${port}` });
  });
  afterEach(() => {
    client.close();
    server.closeAllConnections();
    server.close();
  });

  it('a watch reads the stream to its end, and connects again until the challenge has ended', async () => {
    let stop = (): void => undefined;
    const first = new Promise<ChallengeStatus>((resolve) => (stop = client.watch('c1', resolve)));
    expect(await first).toBe('pending');
    stop();
    const all: ChallengeStatus[] = [];
    const ended = new Promise<void>((resolve) => {
      stop = client.watch('c1', (status) => {
        all.push(status);
        if (status === 'pending') streams.at(-1)!.write('event: status\ndata: {"status":"sent"}\n\n');
        if (status === 'sent') streams.at(-1)!.end();
        if (status === 'closed') resolve();
      });
    });
    await ended;
    stop();
    expect(all).toEqual(['pending', 'sent', 'closed']);
  });
});
