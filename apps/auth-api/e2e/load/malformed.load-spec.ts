import fc from 'fast-check';
import type { BodyTokens } from '@app/client';
import { ERROR_STATUS, type Problem, problem, type VerifyOtpAnswer } from '@app/contract';
import { size } from '@app/testing';
import { Attack } from '../attack';
import { describedRoutes, type JsonSchema, type Route } from '../described-routes';
import { bodyOf, Caller, type Reply } from '../http-call';
import { type Input, malformedInput } from '../malformed-input';

const AT_ONCE = 8;
/** Each run has other inputs, so that many small runs try as many of them as a full one. */
const PER_ROUTE = size({ small: 96, full: 504 });

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

/** An input may use the genuine session up, for instance by a logout. */
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

/** The answer is no defect, and a refusal is a problem document of the contract. */
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

it('malformed inputs to every route are never a defect, and what is refused is a problem document', async () => {
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
