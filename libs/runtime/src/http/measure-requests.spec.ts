import { EventEmitter, once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import { measureRequests } from './measure-requests';

const SLOW_MS = 500;

describe('the measured time of a request', () => {
  const registry = new Registry();
  const handled = new EventEmitter();
  let server: FastifyInstance;

  beforeAll(async () => {
    server = fastify();
    // As Nest's adapter does: without such a hook Fastify measures no time.
    server.addHook('onResponse', (_request, _reply, done) => done());
    measureRequests(server, registry);
    server.addHook('onRequest', async (request, reply) => {
      if (request.headers.authorization === 'wrong') await reply.status(401).send();
    });
    server.post('/echo', (request) => request.body);
    server.post('/left', (request) => request.body);
    server.post('/endless', () => {
      handled.emit('endless');
      return new Promise(() => undefined);
    });
    await server.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(() => server.close());

  /** Sends the head of a request whose body has four bytes, and the beginning of that body. */
  function begin(path: string, body: string, headers = ''): Socket {
    const { port } = server.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1').resume();
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}Content-Type: application/json\r\nContent-Length: 4\r\n\r\n${body}`,
    );
    return socket;
  }

  /** What the server answers to the next request. */
  async function answering(): Promise<ServerResponse> {
    const [, response] = (await once(server.server, 'request')) as [IncomingMessage, ServerResponse];
    return response;
  }

  /** The sum of the times of the only request with this route and status. */
  async function secondsOf(route: string, status: number): Promise<number | undefined> {
    const labels = `{route="${route}",method="POST",status="${status}"}`;
    const lines = (await registry.metrics()).split('\n');
    const valueOf = (ending: string): string | undefined => {
      const start = `otpravka_http_request_duration_seconds_${ending}${labels} `;
      return lines.find((line) => line.startsWith(start))?.slice(start.length);
    };
    const sum = valueOf('sum');
    if (sum === undefined) return undefined;
    expect(valueOf('count')).toBe('1');
    return Number(sum);
  }

  it('does not include the time in which the client sends the body', async () => {
    const socket = begin('/echo', 'nu');
    await answering();
    await wait(SLOW_MS);
    socket.write('ll');
    await once(socket, 'close');
    const seconds = await secondsOf('/echo', 200);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan((0.9 * SLOW_MS) / 1_000);
  });

  it('goes on until the client leaves, if it leaves before the answer', async () => {
    const begun = once(handled, 'endless');
    const socket = begin('/endless', 'null');
    const response = await answering();
    await begun;
    socket.destroy();
    await once(response, 'close');
    expect(await secondsOf('/endless', 499)).toBeGreaterThan(0);
  });

  it('is 0 if the client leaves before it has sent the body', async () => {
    const socket = begin('/left', 'nu');
    const response = await answering();
    socket.destroy();
    await once(response, 'close');
    expect(await secondsOf('/left', 499)).toBe(0);
  });

  it.each([
    ['the body is no JSON', 'nope', '', 400],
    ['the head is refused', 'null', 'Authorization: wrong\r\n', 401],
  ])('is 0 if %s, and the request is counted', async (_, body, headers, status) => {
    await once(begin('/echo', body, headers), 'close');
    expect(await secondsOf('/echo', status)).toBe(0);
  });
});
