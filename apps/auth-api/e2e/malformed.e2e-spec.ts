import { connect } from 'node:net';
import fc from 'fast-check';
import type { BodyTokens } from '@app/client';
import { ERROR_STATUS, type Problem, problem, type VerifyOtpAnswer } from '@app/contract';
import { Attack } from './attack';
import { describedRoutes, type JsonSchema, type Route } from './described-routes';
import { bodyOf, Caller, type Reply } from './http-call';
import { type Input, malformedInput } from './malformed-input';

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

/** What is genuine may be used up: a logout among the inputs is as good as any. */
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

/** Never a defect; and what is refused says why, in the form of the contract. */
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

/** Everything that comes back over a connection of its own. */
function raw(bytes: string): Promise<string> {
  const { port, hostname } = new URL(attack.product.api.url);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(Number(port), hostname, () => socket.write(Buffer.from(bytes, 'latin1')));
    socket.setTimeout(5_000, () => socket.destroy(new Error('nothing was answered in time')));
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(chunks).toString()));
  });
}

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
  const answer = await raw(bytes);
  const [head, body] = answer.split('\r\n\r\n') as [string, string];
  expect(head).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(head).toMatch(/content-type: application\/problem\+json/i);
  const document = problem.strict().parse(JSON.parse(body));
  expect(head).toContain(`HTTP/1.1 ${document.status} `);
});
