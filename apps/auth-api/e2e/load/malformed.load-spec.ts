import fc from 'fast-check';
import { ERROR_STATUS, type Problem, problem, type VerifyOtpAnswer } from '@app/contract';
import { type BodyTokens, size } from '@app/testing';
import { Attack } from '../attack';
import { describedRoutes, type JsonSchema, type Route } from '../described-routes';
import { bodyOf, HttpClient, type Reply } from '../http-call';
import { type Input, malformedInput } from '../malformed-input';

const AT_ONCE = 8;
/** The inputs are random, so many small runs try as many inputs as a full run. */
const PER_ROUTE = size({ small: 96, full: 504 });

let attack: Attack;
let stranger: HttpClient;
let routes: Route[];
let schemas: Readonly<Record<string, JsonSchema>>;
let session: BodyTokens<VerifyOtpAnswer>;
let challengeId: string;
let signIns = 0;

beforeAll(async () => {
  attack = await Attack.start({ apis: 1, owners: 200, env: { OTP_FAILURES_PER_DAY: '10000' } });
  stranger = new HttpClient(attack.product.api.url, { connections: AT_ONCE });
  ({ routes, schemas } = await describedRoutes(attack.product));
  await signInAnew();
});

afterAll(async () => {
  stranger?.close();
  await attack?.stop();
});

/** Renews the genuine session, which an input may have ended, for example by a logout. */
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

/** Expects a status below 500, and a problem document of the contract for a refusal. */
function expectContract(reply: Reply): void {
  expect(reply.status).toBeLessThan(500);
  if (reply.status < 400) return;
  expect(reply.headers['content-type']).toContain('application/problem+json');
  const document = problem.strict().parse(bodyOf<Problem>(reply));
  expect(document.status).toBe(reply.status);
  expect(ERROR_STATUS[document.code]).toBe(reply.status);
}

async function attempt(route: Route, input: Input): Promise<void> {
  try {
    expectContract(await send(route, input));
  } catch (error) {
    const what = `${route.method} ${route.path} ${JSON.stringify(input).slice(0, 2_000)}`;
    throw new Error(`${what}: ${String(error).slice(0, 1_000)}`, { cause: error });
  }
}

it('every route answers malformed input with a success or a problem document below status 500', async () => {
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
