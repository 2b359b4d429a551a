import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { json } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Span } from './tracer';
import { Tracer } from './tracer';

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
}

Logger.overrideLogger(false);

const REQUEST_ID = '01890000-0000-7000-8000-000000000001';

const span = (more: Partial<Span>): Span => ({
  ...{ name: 'a span', kind: 'client', requestId: REQUEST_ID, attributes: {}, hasFailed: false },
  ...{ startedAtMs: 1_790_000_000_000.25, endedAtMs: 1_790_000_000_010 },
  ...more,
});

describe('the tracer', () => {
  let server: Server;
  let endpoint: string;
  let status: number;
  /** The collector answers when this is resolved. */
  let open: Promise<void>;
  const bodies: { resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[] }[] = [];

  beforeEach(async () => {
    status = 200;
    open = Promise.resolve();
    bodies.length = 0;
    server = createServer((request, response) => {
      void json(request).then(async (body) => {
        bodies.push(body as (typeof bodies)[number]);
        await open;
        response.writeHead(request.url === '/v1/traces' ? status : 404).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  });

  const sent = (): SentSpan[] => bodies.flatMap((body) => body.resourceSpans[0]!.scopeSpans[0]!.spans);

  it('sends what it has recorded in the form of OTLP, at the latest when it stops', async () => {
    const tracer = new Tracer(endpoint, 'auth-api');
    const attributes = { 'http.route': '/api/a', 'http.response.status_code': 503, absent: undefined };
    tracer.record(span({ name: 'GET /api/a', kind: 'server', key: REQUEST_ID, attributes, hasFailed: true }));
    await tracer.onApplicationShutdown();
    expect(bodies).toEqual([
      {
        resourceSpans: [
          {
            resource: {
              attributes: [
                { key: 'service.name', value: { stringValue: 'auth-api' } },
                { key: 'service.version', value: { stringValue: 'unknown' } },
              ],
            },
            scopeSpans: [
              {
                scope: { name: 'otpravka' },
                spans: [
                  {
                    traceId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
                    spanId: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
                    name: 'GET /api/a',
                    kind: 2,
                    startTimeUnixNano: '1790000000000250000',
                    endTimeUnixNano: '1790000000010000000',
                    attributes: [
                      { key: 'http.route', value: { stringValue: '/api/a' } },
                      { key: 'http.response.status_code', value: { intValue: '503' } },
                    ],
                    status: { code: 2 },
                  },
                ],
              },
            ],
          },
        ],
      },
    ]);
  });

  it('makes one trace of the spans that two services record for one request', async () => {
    const [api, worker] = [new Tracer(endpoint, 'auth-api'), new Tracer(endpoint, 'bot-worker')];
    api.record(span({ name: 'request', key: REQUEST_ID }));
    worker.record(span({ name: 'delivery', key: 'the lease', parentKey: REQUEST_ID }));
    worker.record(span({ name: 'call', parentKey: 'the lease' }));
    await api.onApplicationShutdown();
    await worker.onApplicationShutdown();
    const [request, delivery, call] = sent();
    expect(new Set(sent().map(({ traceId }) => traceId)).size).toBe(1);
    expect(request!.parentSpanId).toBeUndefined();
    expect(delivery!.parentSpanId).toBe(request!.spanId);
    expect(call!.parentSpanId).toBe(delivery!.spanId);
  });

  it('drops spans that the collector does not take, and never fails', async () => {
    status = 503;
    const tracer = new Tracer(endpoint, 'auth-api');
    for (let i = 0; i < 10_000; i++) tracer.record(span({}));
    await tracer.onApplicationShutdown();
    expect(sent()).toHaveLength(512);
  });

  it('does not hold up the shutdown if the collector never answers', async () => {
    open = new Promise(() => undefined);
    const tracer = new Tracer(endpoint, 'auth-api');
    for (let i = 0; i < 4_096; i++) tracer.record(span({}));
    // Each request is aborted at its own limit, which is longer than that of the shutdown.
    let isAborted = false;
    server.once('request', (_request, response: ServerResponse) => {
      response.once('close', () => (isAborted = true));
    });
    await tracer.onApplicationShutdown();
    // The server learns of an abort before it accepts later connections.
    for (let left = 2; left > 0; left--) {
      const arrived = once(server, 'connection');
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      await arrived;
      socket.destroy();
    }
    expect(isAborted).toBe(false);
  });

  it('waits at the shutdown for the export that runs, and then sends the rest', async () => {
    let answer = (): void => undefined;
    open = new Promise((resolve) => (answer = resolve));
    const tracer = new Tracer(endpoint, 'auth-api', 10);
    const arrived = once(server, 'request');
    tracer.record(span({ name: 'first' }));
    await arrived;
    let hasStopped = false;
    const stopped = tracer.onApplicationShutdown().then(() => (hasStopped = true));
    await setImmediate();
    expect(hasStopped).toBe(false);
    tracer.record(span({ name: 'last' }));
    answer();
    await stopped;
    expect(sent().map(({ name }) => name)).toEqual(['first', 'last']);
  });
});
