import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { BodyTokens } from '@app/client';
import { ERROR_STATUS, type Problem, problem, type VerifyOtpAnswer } from '@app/contract';
import { type ServiceProcess, until } from '@app/testing';
import { Attack } from './attack';
import { describedRoutes, type JsonSchema, type Route } from './described-routes';
import { bodyOf, Caller, type Reply } from './http-call';
import { type Input, malformedInput } from './malformed-input';
import { oddPathsBelow, TREES } from './odd-paths';
import { get, hangUp, headOf, raw, statusOf } from './raw-http';

const AT_ONCE = 8;
const PER_ROUTE = 504;

let attack: Attack;
let stranger: Caller;
let routes: Route[];
let schemas: Readonly<Record<string, JsonSchema>>;
let session: BodyTokens<VerifyOtpAnswer>;
let challengeId: string;
let signIns = 0;

beforeAll(async () => {
  attack = await Attack.start({ apis: 1, owners: 200, env: { OTP_FAILURES_PER_DAY: '10000' } });
  stranger = new Caller(attack.product.api.url, { connections: AT_ONCE });
  ({ routes, schemas } = await describedRoutes(attack.product));
  await signInAnew();
});

afterAll(async () => {
  stranger?.close();
  await attack?.stop();
});

/** Genuine values may be used up, because a logout may be among the inputs. */
async function signInAnew(): Promise<void> {
  const owner = attack.owners[signIns++ % attack.owners.length]!;
  session = await attack.signIn(owner);
  ({ challengeId } = await attack.challenge(attack.freshPhone()));
}

const resolved = (text: string): string =>
  text.replaceAll('{refreshToken}', session.refreshToken).replaceAll('{challengeId}', challengeId);

function send(route: Route, input: Input): Promise<Reply> {
  const path = Object.entries(input.segments).reduce(
    (left, [name, value]) => left.replace(`{${name}}`, () => value),
    route.path,
  );
  const sessionId = String(sessionIdOf(session));
  const genuine = (text: string): string =>
    resolved(text)
      .replaceAll('{accessToken}', session.accessToken)
      .replaceAll('{sessionId}', sessionId)
      .replaceAll('{SESSIONID}', sessionId.toUpperCase());
  const { body } = input;
  return stranger.send({
    method: route.method,
    path: genuine(path + input.query),
    headers: [
      ...(input.authorization === undefined
        ? []
        : [['Authorization', genuine(input.authorization)] as const]),
      ...(body === undefined ? [] : input.contentType.map((type) => ['Content-Type', type] as const)),
      ...input.headers.map(([name, value]) => [name, genuine(value)] as const),
    ],
    ...(body && { body: Buffer.from(genuine(body.text), body.encoding) }),
  });
}

const sessionIdOf = ({ refreshToken }: BodyTokens<VerifyOtpAnswer>): string => refreshToken.split('.')[2]!;

/** Expects no defect, and a problem document for every refusal. */
function expectExplained(reply: Reply): void {
  expect(reply.status).toBeLessThan(500);
  if (reply.status < 400) return;
  expect(reply.headers['content-type']).toContain('application/problem+json');
  const document = problem.strict().parse(bodyOf<Problem>(reply));
  expect(document.status).toBe(reply.status);
  expect(ERROR_STATUS[document.code]).toBe(reply.status);
}

async function attempt(route: Route, input: Input): Promise<void> {
  try {
    expectExplained(await send(route, input));
  } catch (error) {
    const what = `${route.method} ${route.path} ${JSON.stringify(input).slice(0, 2_000)}`;
    throw new Error(`${what}: ${String(error).slice(0, 1_000)}`, { cause: error });
  }
}

it('five hundred malformed inputs to every route are never a defect, and what is refused is a problem document', async () => {
  expect(routes.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['/api/auth/verify-otp', '/metrics']),
  );
  for (const route of routes) {
    await fc.assert(
      fc.asyncProperty(
        fc.array(malformedInput(route, schemas), { minLength: AT_ONCE, maxLength: AT_ONCE }),
        async (inputs) => {
          if ((await attack.me(session.accessToken)) !== 200) await signInAnew();
          await Promise.all(inputs.map((input) => attempt(route, input)));
        },
      ),
      { numRuns: PER_ROUTE / AT_ONCE, endOnFailure: true },
    );
  }
  expect(attack.product.api.isRunning).toBe(true);
  expect(attack.product.output).not.toMatch(/"level":"(error|fatal)"/);
}, 120_000);

const HEAD = 'POST /api/auth/request-otp HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n';

it.each([
  ['is no HTTP', 'hello\r\n\r\n'],
  ['is TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n'],
  ['is HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['has another version', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n'],
  ['has a NUL in a header', `${HEAD}X: a\0b\r\n\r\n`],
  ['has a header without a colon', `${HEAD}X\r\n\r\n`],
  ['has a header of 40 kB', `${HEAD}X: ${'x'.repeat(40_000)}\r\n\r\n`],
  ['has an address of 40 kB', `GET /${'x'.repeat(40_000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
  ['has a length that is none', `${HEAD}Content-Length: x\r\n\r\n{}`],
  ['has two lengths', `${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
  ['has a length and chunks', `${HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`],
  ['has chunks that are none', `${HEAD}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n`],
  ['has a space in its address', 'GET /a b HTTP/1.1\r\nHost: x\r\n\r\n'],
])('what %s is refused with a problem document', async (_, bytes) => {
  const answer = await raw(attack.product.api.url, bytes);
  const [head, body] = answer.split('\r\n\r\n') as [string, string];
  expect(head).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(head).toMatch(/content-type: application\/problem\+json/i);
  const document = problem.strict().parse(JSON.parse(body));
  expect(head).toContain(`HTTP/1.1 ${document.status} `);
});

it.each(TREES)(
  'a path below %s that leads to no file and no route is not found, however it is written',
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

it('no path of the worker is a defect', async () => {
  const worker = attack.product.workers[0]!;
  for (const path of ['/', '/telegram/webhook/', '/health/'].flatMap(oddPathsBelow)) {
    const status = statusOf(await raw(worker.url, get(path)));
    expect([200, 400, 404]).toContain(status);
  }
  for (const body of ['{', '"', 'x'.repeat(2 * 1024 * 1024)]) {
    const answer = await fetch(`${worker.url}/telegram/webhook`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    });
    expect([400, 413]).toContain(answer.status);
  }
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

/** The log lines of a service about a request. */
const linesOf = ({ output }: ServiceProcess): LogLine[] =>
  output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as LogLine)
    .filter(({ request }) => request !== undefined && !request.path.startsWith('/health'));

describe('a client that hangs up', () => {
  it('leaves a debug line and no other', async () => {
    const api = await attack.product.addApi({ LOG_LEVEL: 'debug' });
    const worker = await attack.product.addWorker({ LOG_LEVEL: 'debug' });
    await Promise.all([api.ready(), worker.ready()]);
    const half = { after: '100 Continue', more: BODY.slice(0, 9) };
    for (const how of ['end', 'reset'] as const) {
      for (const path of PATHS) await hangUp(api.url, how, { bytes: headOf(path, BODY.length), ...half });
      await hangUp(worker.url, how, { bytes: headOf('/telegram/webhook', BODY.length), ...half });
      const events = get(`/api/auth/challenges/${challengeId}/events`);
      await hangUp(api.url, how, { bytes: events, after: 'pending' });
    }
    for (const [service, count] of [
      [api, 2 * (PATHS.length + 1)],
      [worker, 2],
    ] as const) {
      const ended = (): LogLine[] => linesOf(service).filter(({ ms }) => ms !== undefined);
      await until(() => ended().length === count, { what: `${count} lines of ended requests` });
      expect(linesOf(service).filter(({ level }) => level !== 'debug')).toEqual([]);
    }
  });

  it('before its answer is no fault of a store', async () => {
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
