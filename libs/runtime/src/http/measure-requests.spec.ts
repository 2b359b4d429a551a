import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import fastify, { type FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import { measureRequests } from './measure-requests';

const SLOW_MS = 1_500;

describe('the measured time of a request', () => {
  const registry = new Registry();
  let server: FastifyInstance;

  beforeAll(async () => {
    server = fastify();
    measureRequests(server, registry);
    server.post('/echo', (request) => request.body);
    await server.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(() => server.close());

  it('does not include the time in which the client sends the body', async () => {
    const { port } = server.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    socket.write(
      'POST /echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\nnu',
    );
    await wait(SLOW_MS);
    socket.resume().write('ll');
    await once(socket, 'close');
    const measured = await registry.metrics();
    const seconds = /_sum\{route="\/echo",method="POST",status="200"\} (\S+)/.exec(measured)?.[1];
    expect(Number(seconds)).toBeLessThan(SLOW_MS / 1_000);
  });
});
