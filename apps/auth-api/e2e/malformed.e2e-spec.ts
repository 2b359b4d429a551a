import { once } from 'node:events';
import { connect } from 'node:net';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { problem } from '@app/contract';
import { type ServiceProcess, until } from '@app/testing';
import { Attack } from './attack';
import { oddPathsBelow, STATIC_PREFIXES } from './odd-paths';
import { get, hangUp, headOf, raw, statusOf } from './raw-http';

let attack: Attack;

beforeAll(async () => {
  attack = await Attack.start({ apis: 1, owners: 0 });
});

afterAll(async () => {
  await attack?.stop();
});

const HEAD = 'POST /api/auth/request-otp HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

it.each([
  ['is not HTTP', 'hello\r\n\r\n'],
  ['is TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
  ['is HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['has another version', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n'],
  ['has a NUL in a header', `${HEAD}X: a\0b\r\n\r\n`],
  ['has a header without a colon', `${HEAD}X\r\n\r\n`],
  ['has a header of 40 kB', `${HEAD}X: ${'x'.repeat(40_000)}\r\n\r\n`],
  ['has an address of 40 kB', `GET /${'x'.repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
  ['has an invalid length', `${HEAD}Content-Length: x\r\n\r\n{}`],
  ['has two lengths', `${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
  ['has a length and chunks', `${HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`],
  ['has invalid chunks', `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n`],
  ['has a space in its address', 'GET /a b HTTP/1.1\r\nHost: x\r\n\r\n'],
])('a request that %s is refused with a problem document', async (_, bytes) => {
  const answer = await raw(attack.product.api.url, bytes);
  const [head, body] = answer.split('\r\n\r\n') as [string, string];
  expect(head).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(head).toMatch(/content-type: application\/problem\+json/i);
  const document = problem.strict().parse(JSON.parse(body));
  expect(head).toContain(`HTTP/1.1 ${document.status} `);
});

it.each(STATIC_PREFIXES)(
  'an unknown path below %s is refused with route_not_found in every encoding',
  async (tree) => {
    const { api } = attack.product;
    for (const path of oddPathsBelow(tree)) {
      const [head, body] = (await raw(api.url, get(path))).split('\r\n\r\n') as [string, string];
      expect({ path, status: statusOf(head) }).toEqual({ path, status: 404 });
      expect(problem.strict().parse(JSON.parse(body)).code).toBe('route_not_found');
    }
    expect(api.output).not.toMatch(/"level":"(error|fatal)"|"status":5/);
  },
);

it('the files of the pages are served', async () => {
  const { api } = attack.product;
  const assets = readdirSync(join(__dirname, '..', '..', '..', 'dist', 'apps', 'login-web', 'assets'));
  for (const path of [...assets.map((name) => `/login/assets/${name}`), '/docs/swagger-ui.css']) {
    const answer = await raw(api.url, get(path));
    expect({ path, status: statusOf(answer) }).toEqual({ path, status: 200 });
    expect(/^cache-control: public, max-age=31536000, immutable/im.test(answer)).toBe(
      path.startsWith('/login'),
    );
  }
  expect(statusOf(await raw(api.url, get('/docs/')))).toBe(200);
});

it('a worker that polls answers odd paths below status 500, and reads no body', async () => {
  const worker = attack.product.workers[0]!;
  for (const path of ['/', '/telegram/webhook/', '/health/'].flatMap(oddPathsBelow)) {
    const status = statusOf(await raw(worker.url, get(path)));
    expect([200, 400, 404]).toContain(status);
  }
  // The body is announced and never sent, so an answer shows that nobody waits for it.
  for (const path of ['/telegram/webhook', '/metrics', '/nowhere'])
    await hangUp(worker.url, 'end', { bytes: headOf(path, 1024 * 1024), after: 'HTTP/1.1 404' });
  expect(worker.output).not.toMatch(/"level":"(error|fatal)"/);
});

interface LogLine {
  readonly level: string;
  readonly request?: { readonly path: string };
  readonly ms?: number;
}

const BODY = '{"phone": "+77010000001"}';
const PATHS = [
  '/api/auth/request-otp',
  '/api/auth/verify-otp',
  '/api/auth/refresh',
  '/api/auth/logout',
  '/nowhere',
];

/** The log lines of a service that belong to requests. */
const linesOf = ({ lines }: ServiceProcess): LogLine[] =>
  lines
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as LogLine)
    .filter(({ request }) => request !== undefined && !request.path.startsWith('/health'));

describe('a client that hangs up', () => {
  it('is logged only at the level debug', async () => {
    const api = await attack.product.addApi({ LOG_LEVEL: 'debug' });
    await api.ready();
    const { challengeId } = await attack.challenge(attack.freshPhone());
    const halfBody = { after: '100 Continue', more: BODY.slice(0, 9) };
    for (const how of ['end', 'reset'] as const) {
      for (const path of PATHS) await hangUp(api.url, how, { bytes: headOf(path, BODY.length), ...halfBody });
      const events = get(`/api/auth/challenges/${challengeId}/events`);
      await hangUp(api.url, how, { bytes: events, after: 'pending' });
    }
    const count = 2 * (PATHS.length + 1);
    const ended = (): LogLine[] => linesOf(api).filter(({ ms }) => ms !== undefined);
    await until(() => ended().length === count, { what: `${count} lines of ended requests` });
    expect(linesOf(api).filter(({ level }) => level !== 'debug')).toEqual([]);
  });

  it('does not end the process when it resets its connection at once', async () => {
    const { api } = attack.product;
    const { hostname, port } = new URL(api.url);
    const request = get('/api/auth/me');
    for (let round = 0; round < 20; round++)
      await Promise.all(
        Array.from({ length: 50 }, async () => {
          const socket = connect(Number(port), hostname);
          await once(socket, 'connect');
          socket.write(request, () => socket.resetAndDestroy());
          await once(socket, 'close');
        }),
      );
    expect(statusOf(await raw(api.url, get('/health/live')))).toBe(200);
    expect(api.isRunning).toBe(true);
  });

  it('is not logged as an unavailable store', async () => {
    const { api } = attack.product;
    for (const how of ['end', 'reset'] as const)
      await hangUp(api.url, how, {
        bytes: headOf(PATHS[0]!, BODY.length),
        after: '100 Continue',
        more: BODY,
      });
    expect(statusOf(await raw(api.url, get('/health/live')))).toBe(200);
    expect(api.output).not.toContain('unavailable');
  });
});
