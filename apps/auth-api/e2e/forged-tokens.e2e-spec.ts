import { type Problem, problem, type Tokens, type VerifyOtpAnswer } from '@app/contract';
import { asOwner, type BodyTokens } from '@app/testing';
import { Attack } from './attack';
import { partsOf, signedBy } from './crafted-jwt';
import { describedRoutes, type Route } from './described-routes';
import { forged, malformed, misplaced, signedButWrong } from './forged-jwt';
import { bodyOf, type Call, outcomeOf, type Reply } from './http-call';

type Headers = NonNullable<Call['headers']>;

let attack: Attack;
let routes: Route[];
let mine: BodyTokens<VerifyOtpAnswer>;
let other: BodyTokens<VerifyOtpAnswer>;

beforeAll(async () => {
  attack = await Attack.start({ apis: 1, owners: 10 });
  [mine, other] = [await attack.signIn(attack.owners[0]!), await attack.signIn(attack.owners[1]!)];
  routes = (await describedRoutes(attack.product)).routes.filter(
    // This route takes METRICS_TOKEN and no access token.
    ({ isBearer, path }) => isBearer && path !== '/metrics',
  );
});

afterAll(async () => {
  await attack?.stop();
});

const AN_ID = '0193f3a0-0000-7000-8000-000000000001';

/** A request that is well-formed apart from its token. */
const callOf = ({ method, path }: Route, headers: Headers): Call => ({
  method,
  path: path.replaceAll(/\{[^}]+\}/g, AN_ID),
  headers: [...headers, ...(method === 'GET' ? [] : [['Content-Type', 'application/json'] as const])],
  ...(method !== 'GET' && { body: '{}' }),
});

function expectRefused(reply: Reply, what: string): void {
  expect({ what, status: reply.status, outcome: outcomeOf(reply) }).toEqual({
    what,
    status: 401,
    outcome: 'token_invalid',
  });
  expect(reply.headers['content-type']).toContain('application/problem+json');
  expect(reply.headers['www-authenticate']).toBe('Bearer');
  expect(problem.strict().parse(bodyOf<Problem>(reply)).status).toBe(401);
}

/** Tries every route of the OpenAPI document that takes a token, future routes included. */
async function expectRefusedEverywhere(attempts: Record<string, Headers>): Promise<void> {
  expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual(
    expect.arrayContaining(['GET /api/auth/me', 'POST /api/auth/logout']),
  );
  for (const route of routes)
    for (const [what, headers] of Object.entries(attempts))
      expectRefused(await attack.api.send(callOf(route, headers)), `${route.method} ${route.path}: ${what}`);
  for (const { accessToken } of [mine, other]) expect(await attack.me(accessToken)).toBe(200);
}

const inHeader = (tokens: Record<string, string>): Record<string, Headers> =>
  Object.fromEntries(
    Object.entries(tokens).map(([what, token]) => [what, [['Authorization', `Bearer ${token}`]]]),
  );

/** Two genuine tokens and the key that signed them. */
const genuine = () =>
  [partsOf(mine.accessToken), partsOf(other.accessToken), attack.product.jwtPrivateKey] as const;

it('a crafted access token is accepted when nothing in it is wrong', async () => {
  const { head, claims } = partsOf(mine.accessToken);
  const crafted = signedBy(attack.product.jwtPrivateKey, head, claims);
  expect(await attack.me(crafted)).toBe(200);
});

describe('every route refuses an access token', () => {
  it('that has a genuine signature and wrong claims', async () => {
    await expectRefusedEverywhere(inHeader(signedButWrong(...genuine())));
  });

  it('that is forged', async () => {
    await expectRefusedEverywhere(inHeader(forged(...genuine())));
  });

  it('that is malformed', async () => {
    await expectRefusedEverywhere(inHeader(malformed(mine.accessToken)));
  });

  it('outside a single Authorization header', async () => {
    await expectRefusedEverywhere(
      misplaced(mine.accessToken, forged(...genuine())['signed by another key with our kid']!),
    );
  });

  it('in the query or in the body', async () => {
    const token = mine.accessToken;
    for (const route of routes) {
      const { path, ...call } = callOf(route, []);
      const query = `?access_token=${token}&token=${token}&auth_token=${token}&authorization=Bearer%20${token}`;
      expectRefused(await attack.api.send({ ...call, path: `${path}${query}` }), `${path} in the query`);
      const form = `access_token=${token}`;
      for (const [type, body] of [
        ['application/json', JSON.stringify({ access_token: token, token, auth_token: token })],
        ['application/x-www-form-urlencoded', form],
      ] as const) {
        if (route.method === 'GET') continue;
        const reply = await attack.api.send({ ...call, path, body, headers: [['Content-Type', type]] });
        // A body of another type is refused before the token is checked.
        if (type === 'application/json') expectRefused(reply, `${path} in the body`);
        else expect([400, 401]).toContain(reply.status);
      }
    }
    expect(await attack.me(token)).toBe(200);
  });
});

describe('an invalid refresh token', () => {
  const refresh = async (token: string) => outcomeOf(await attack.refresh(token));

  const signIn = async () => {
    const { refreshToken, accessToken } = await attack.signIn(attack.owners[2]!);
    const [v, shopId, sessionId, generation, mac] = refreshToken.split('.') as [
      string,
      string,
      string,
      string,
      string,
    ];
    return { refreshToken, accessToken, v, shopId, sessionId, generation, mac };
  };

  it('is refused with session_invalid and ends no session', async () => {
    const { refreshToken, accessToken, v, shopId, sessionId, generation, mac } = await signIn();
    const [, otherShop, otherSession, , otherMac] = other.refreshToken.split('.');
    const wrongGenerations = [
      '0',
      '2',
      '3',
      '-1',
      '1.0',
      '01',
      '+1',
      ' 1',
      '1e0',
      '0x1',
      '',
      '2147483648',
      '9'.repeat(9),
      '9'.repeat(400),
      'NaN',
    ];
    const tokens = [
      ...wrongGenerations.map((n) => [v, shopId, sessionId, n, mac].join('.')),
      [v, otherShop, sessionId, generation, mac].join('.'),
      [v, shopId, otherSession, generation, mac].join('.'),
      [v, otherShop, otherSession, generation, mac].join('.'),
      [v, shopId, sessionId, generation, otherMac].join('.'),
      [v, sessionId, shopId, generation, mac].join('.'),
      ['v2', shopId, sessionId, generation, mac].join('.'),
      [v, shopId.toUpperCase(), sessionId, generation, mac].join('.'),
      [v, shopId, sessionId, generation, 'A'.repeat(43)].join('.'),
      [v, shopId, sessionId, generation, ''].join('.'),
      [v, shopId, sessionId, generation].join('.'),
      [v, shopId, sessionId, generation, mac, mac].join('.'),
      ...Array.from({ length: 20 }, (_, index) =>
        refreshToken.slice(0, Math.floor((refreshToken.length * (index + 1)) / 21)),
      ),
      ...[`${refreshToken}\n`, ` ${refreshToken}`, `${refreshToken}\0`, `${refreshToken}\ud800`, accessToken],
      ...['x', '....', '\0', 'é'.repeat(100)],
    ];
    for (const token of tokens) expect([token, await refresh(token)]).toEqual([token, 'session_invalid']);
    expect(await attack.me(accessToken)).toBe(200);
    expect(await refresh(refreshToken)).toBe(200);
  });

  it('of nine thousand characters is refused', async () => {
    for (const token of ['A'.repeat(9_000), `${mine.refreshToken}${'A'.repeat(9_000)}`]) {
      expect(['session_invalid', 'body_invalid']).toContain(await refresh(token));
    }
    expect(await attack.me(mine.accessToken)).toBe(200);
  });

  it('of a future generation with a genuine MAC ends no session', async () => {
    const { refreshToken, accessToken, sessionId } = await signIn();
    const generations = [refreshToken];
    for (let step = 0; step < 3; step++)
      generations.push(bodyOf<BodyTokens<Tokens>>(await attack.refresh(generations.at(-1)!)).refreshToken);
    // This happens when an older backup is restored.
    await asOwner(attack.product.database.url, 'update sessions set generation = 1 where id = $1', [
      sessionId,
    ]);
    for (const token of generations.slice(1)) expect(await refresh(token)).toBe('session_invalid');
    expect(await attack.me(accessToken)).toBe(200);
    expect(await refresh(refreshToken)).toBe(200);
  });
});
