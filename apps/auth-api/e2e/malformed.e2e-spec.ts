import { connect } from 'node:net';
import fc from 'fast-check';
import type { BodyTokens } from '@app/client';
import { ERROR_STATUS, type Problem, problem, type VerifyOtpAnswer } from '@app/contract';
import { Attack } from './attack';
import { describedRoutes, type JsonSchema, type Route } from './described-routes';
import { hostileBody, hostileText, type Written } from './hostile-json';
import { bodyOf, Caller, type Reply } from './http-call';

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

/** Stand in the inputs for what is genuine at the time. */
const KNOWN = {
  ...{ phone: '+77010000001', country: 'KZ', language: 'ru', code: '123456', scope: 'this' },
  ...{
    refreshToken: '{refreshToken}',
    challengeId: '{challengeId}',
    replaces: '{challengeId}',
    id: '{challengeId}',
  },
};

const resolved = (text: string): string =>
  text.replaceAll('{refreshToken}', session.refreshToken).replaceAll('{challengeId}', challengeId);

interface Input {
  readonly authorization: string | undefined;
  readonly contentType: readonly string[];
  readonly headers: readonly (readonly [string, string])[];
  readonly segments: Readonly<Record<string, string>>;
  readonly query: string;
  readonly body: Written | undefined;
}

const authorization = fc.oneof(
  { weight: 6, arbitrary: fc.constant('Bearer {accessToken}') },
  { weight: 3, arbitrary: fc.constant(undefined) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[
        '',
        'Bearer',
        'Bearer ',
        'Bearer \xff',
        'Bearer a.b.c',
        'Bearer ..',
        'Bearer {accessToken}x',
        'bearer {accessToken}',
      ],
      ...[
        'Basic eDp4',
        'Bearer {accessToken}, Bearer x',
        `Bearer ${'x'.repeat(9_000)}`,
        '\xff\xfe',
        'Bearer W10.W10.W10',
        'Bearer bnVsbA.e30.e30',
      ],
    ),
  },
);

const contentType = fc.oneof(
  { weight: 10, arbitrary: fc.constant(['application/json']) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<(readonly string[])[]>(
      ...[
        [],
        [''],
        [' '],
        ['json'],
        ['*/*'],
        ['/'],
        [';'],
        ['\xff'],
        ['a/'.repeat(500)],
        ['application/json', 'text/plain'],
      ],
      ...[
        ['application/json; charset=utf-16'],
        ['application/json; charset=x'],
        ['application/json;charset="utf-8"'],
        ['APPLICATION/JSON'],
      ],
      ...[
        ['application/json;'],
        ['application/json; a=b; c'],
        ['application/json, application/json'],
        ['application/json\t'],
      ],
      ...[
        ['application/problem+json'],
        ['text/json'],
        ['text/plain'],
        ['application/xml'],
        ['application/octet-stream'],
      ],
      ...[
        ['application/x-www-form-urlencoded'],
        ['multipart/form-data; boundary=x'],
        ['multipart/form-data'],
      ],
    ),
  },
);

const headers = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  {
    weight: 1,
    arbitrary: fc.array(
      fc.constantFrom<(readonly [string, string])[]>(
        ...([
          ['Accept-Language', '\xff'],
          ['Accept-Language', 'kk;q=x,en;q=1e9'],
          ['Accept-Language', ','.repeat(3_000)],
        ] as const),
        ...([
          ['User-Agent', '\xff\xfe'],
          ['User-Agent', 'Mozilla/5.0 '.repeat(600)],
          ['User-Agent', ''],
        ] as const),
        ...([
          ['X-Forwarded-For', '::1, x, 256.1.1.1'],
          ['X-Forwarded-For', ','],
          ['Forwarded', 'for="_x'],
          ['Host', 'x y'],
        ] as const),
        ...([
          ['Origin', 'null'],
          ['Origin', '\xff'],
          ['Cookie', '__Host-otp_refresh={refreshToken}'],
          ['Cookie', ';=;\xff=%E0'],
        ] as const),
        ...([
          ['Content-Encoding', 'gzip'],
          ['Accept', '\xff'],
          ['Range', 'bytes=0-1'],
          ['Last-Event-ID', '1e999'],
        ] as const),
        ...([
          ['X-Request-Id', 'x'.repeat(5_000)],
          ['X-HTTP-Method-Override', 'DELETE'],
          ['Expect', 'x'],
          ['Upgrade', 'websocket'],
        ] as const),
        ...([
          ['X-Large', 'x'.repeat(40_000)],
          ['Transfer-Encoding', 'x'],
          ['Content-Type', 'x'],
        ] as const),
      ),
      { minLength: 1, maxLength: 3 },
    ),
  },
);

/** As it stands on the wire; Node’s client sends no space and nothing above U+00FF. */
const onWire = (text: string): string => encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\ufffd'));
const RAW = [
  '%',
  '%E0%A4',
  '%zz',
  '%00',
  '..',
  '.',
  '%2e%2e%2f',
  '%2F',
  ';',
  '\xff\xfe',
  '[]',
  '{}',
  '|',
  '\\',
  "'",
  '"',
  '*',
  '~',
];
const wireText = fc.oneof(hostileText.map(onWire), fc.constantFrom(...RAW));

const segment = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom('{challengeId}', '{sessionId}', '{SESSIONID}') },
  { weight: 3, arbitrary: wireText },
);

const QUERY_NAMES = [
  'transport',
  'limit',
  'before',
  'access_token',
  '__proto__',
  'constructor[prototype][x]',
  'x',
  '',
  'limit[]',
];

function query(names: readonly string[]): fc.Arbitrary<string> {
  const pair = fc
    .tuple(
      fc.constantFrom(...names, ...QUERY_NAMES),
      fc.oneof(wireText, fc.constantFrom('cookie', '1', '-1', '0', '1e999')),
    )
    .map(([name, value]) => `${name}=${value}`);
  const pairs = fc.array(fc.oneof({ weight: 4, arbitrary: pair }, wireText), { minLength: 1, maxLength: 4 });
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: pairs.map((all) => `?${all.join('&')}`) },
  );
}

function inputOf(route: Route): fc.Arbitrary<Input> {
  const named = (place: string) => route.parameters.filter((p) => p.in === place).map(({ name }) => name);
  const pathNames = [...route.path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name!);
  const body = hostileBody(route.body, schemas, KNOWN);
  return fc.record({
    authorization,
    contentType,
    headers,
    segments: fc.record(Object.fromEntries(pathNames.map((name) => [name, segment]))),
    query: query(named('query')),
    // One body in ten is left out where one is wanted, and sent where none is.
    body: route.body
      ? fc.option(body, { freq: 10, nil: undefined })
      : fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, body),
  });
}

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
        fc.array(inputOf(route), { minLength: AT_ONCE, maxLength: AT_ONCE }),
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
