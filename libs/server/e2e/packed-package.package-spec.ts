import { generateKeyPairSync } from 'node:crypto';
import type { Problem } from '@app/contract';
import { bearer, newOwner, onceAvailable, Product, type ServiceProcess, signIn, until } from '@app/testing';
import { MANY_REQUESTS } from '../../../apps/auth-api/e2e/codes';
import { partsOf, signedBy } from '../../../apps/auth-api/e2e/crafted-jwt';
import { forged, malformed, misplaced, signedButWrong } from '../../../apps/auth-api/e2e/forged-jwt';
import { HttpClient } from '../../../apps/auth-api/e2e/http-call';
import { BackEnd } from './back-end';
import { BackEndScene } from './back-end-scene';
import { ConsumerProject } from './consumer-project';

let product: Product;
/** An API with a new key, which signs, and the former one, which still verifies. */
let rotated: ServiceProcess;
let project: ConsumerProject;

beforeAll(async () => {
  product = await Product.start({ env: MANY_REQUESTS });
  project = await ConsumerProject.create();
  const newKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const pem = newKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  rotated = await (await product.addApi({ JWT_PRIVATE_KEY: pem + product.jwtPrivateKey })).ready();
}, 180_000);

afterAll(async () => {
  project?.remove();
  await product?.stop();
});

describe('the packed package', () => {
  it('contains its code and types, and depends on nothing but jose', () => {
    const others = project.packedFiles.filter((path) => !/^dist\/[\w-]+(\.d\.ts|\.js)$/.test(path));
    expect(others.sort()).toEqual(['README.md', 'package.json']);
    expect(project.manifestOfPackage().dependencies).toEqual({ jose: '6.2.18' });
  });

  it('type-checks in a strict project of ES modules', async () => {
    expect(await project.compile()).toBe('');
  });

  it.each(['', '/express', '/fastify', '/nest'])(
    'can be required as @otpravka/server%s by a CommonJS program',
    async (subpath) => {
      expect(await project.require(`@otpravka/server${subpath}`)).not.toEqual([]);
    },
  );
});

/** Facts that only the API knows from its database: a back end cannot see that this shop has no such session. */
const ONLY_THE_API_REFUSES = [
  'whose shop belongs to another token',
  'whose session belongs to another token',
  // The clocks of two machines may differ by five seconds.
  'that has expired',
  'that expires now',
];

const kidOf = (token: string) => partsOf(token).head['kid'];

describe.each(['express', 'fastify', 'nest'])('a back end with %s', (framework) => {
  let scene: BackEndScene;
  let backEnd: BackEnd;
  let mine: BackEndScene['mine'];

  beforeAll(async () => {
    scene = await BackEndScene.start(product, project, framework);
    ({ backEnd, mine } = scene);
  });

  afterAll(async () => {
    await scene?.stop();
  });

  it('learns the shop and the session of a real token', async () => {
    const answer = await backEnd.claims(mine.accessToken);
    const { claims } = partsOf(mine.accessToken);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {
        shopId: mine.shop.id,
        sessionId: claims['sid'],
        issuedAt: new Date(Number(claims['iat']) * 1000).toISOString(),
        expiresAt: new Date(Number(claims['exp']) * 1000).toISOString(),
      },
    ]);
  });

  it('accepts tokens of a new key at once', async () => {
    scene.keys.leadTo(rotated.url);
    const { accessToken } = await scene.signInAt(rotated);
    expect(kidOf(accessToken)).not.toBe(kidOf(mine.accessToken));
    expect(await backEnd.status(accessToken)).toBe(200);
    expect(await backEnd.status(mine.accessToken)).toBe(200);
  });

  it('refuses an expired token', async () => {
    const { head, claims } = partsOf(mine.accessToken);
    const now = Math.floor(Date.now() / 1000);
    const expired = signedBy(product.jwtPrivateKey, head, { ...claims, iat: now - 610, exp: now - 10 });
    const answer = await backEnd.claims(expired);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(await answer.json()).toMatchObject({ status: 401, code: 'token_invalid' });
  });

  it('refuses every forged, wrong or malformed token that the API refuses, and loads the keys few times for them', async () => {
    const other = await signIn(product, await newOwner(product));
    const genuine = [partsOf(mine.accessToken), partsOf(other.accessToken), product.jwtPrivateKey] as const;
    const tokens = { ...signedButWrong(...genuine), ...forged(...genuine), ...malformed(mine.accessToken) };
    const { loads } = scene.keys;
    const client = new HttpClient(backEnd.url);
    for (const [what, token] of Object.entries(tokens)) {
      if (ONLY_THE_API_REFUSES.includes(what)) continue;
      const { status, headers } = await client.send({
        method: 'GET',
        path: '/claims',
        headers: [['Authorization', `Bearer ${token}`]],
      });
      expect({ what, status, challenge: headers['www-authenticate'] }).toEqual({
        what,
        status: 401,
        challenge: 'Bearer',
      });
    }
    expect(scene.keys.loads - loads).toBeLessThanOrEqual(4);
    expect(await backEnd.status(mine.accessToken)).toBe(200);
    client.close();
  });

  it('reads the token only in one header', async () => {
    const client = new HttpClient(backEnd.url);
    for (const [what, headers] of Object.entries(misplaced(mine.accessToken, 'x.y.z'))) {
      const { status } = await client.send({ method: 'GET', path: '/claims', headers });
      expect({ what, status }).toEqual({ what, status: 401 });
    }
    client.close();
  });

  it('answers a refused request as the API does, in the language of the request', async () => {
    for (const language of ['ru', 'en', 'kk', 'uz']) {
      const headers = { 'Accept-Language': language };
      const answer = await backEnd.claims('x', headers);
      const fromApi = await product.get<Problem>('/api/auth/me', { ...bearer('x'), ...headers });
      const { requestId, ...problem } = fromApi.body;
      expect(requestId).toEqual(expect.any(String));
      expect(await answer.json()).toEqual(problem);
      for (const name of ['content-type', 'content-language', 'www-authenticate', 'cache-control'])
        expect([name, answer.headers.get(name)]).toEqual([name, fromApi.headers.get(name)]);
    }
  });

  it('answers no request of a route that reads the claims without a guard', async () => {
    const answer = await fetch(`${backEnd.url}/without-a-guard`, { headers: bearer(mine.accessToken) });
    expect(answer.status).toBe(500);
  });

  it('refuses the tokens of a session at once when it ends, and no others', async () => {
    await scene.untilListening(1);
    const ended = await signIn(product, scene.owner);
    expect(await backEnd.status(ended.accessToken)).toBe(200);
    await scene.signOut(ended);
    await scene.untilRefused(ended);
    expect(await backEnd.status(mine.accessToken)).toBe(200);
  });

  it('without Redis keeps refusing ended sessions, accepts those that end meanwhile, and listens again afterwards', async () => {
    const [before, meanwhile] = [await signIn(product, scene.owner), await signIn(product, scene.owner)];
    await scene.untilListening(1);
    await scene.signOut(before);
    await scene.untilRefused(before);

    scene.redis.cut();
    await until(() => /Redis is unavailable/.test(backEnd.output), { what: 'the warning' });
    await scene.untilListening(0);
    await scene.signOut(meanwhile);
    expect(await backEnd.status(before.accessToken)).toBe(401);
    expect(await backEnd.status(meanwhile.accessToken)).toBe(200);

    scene.redis.restore();
    await scene.untilListening(1);
    const after = await signIn(product, scene.owner);
    await scene.signOut(after);
    await scene.untilRefused(after);
    expect(await backEnd.status(mine.accessToken)).toBe(200);
  });

  it('while the API is unavailable, accepts tokens whose key it has, and answers 503 until it has keys', async () => {
    scene.keys.leadTo(undefined);
    expect(await backEnd.status(mine.accessToken)).toBe(200);

    const cold = await scene.startAnother();
    const answer = await cold.claimsAtOnce(mine.accessToken, { 'Accept-Language': 'en' });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(await answer.json()).toEqual({
      type: 'urn:otpravka:error:unavailable',
      title: 'The service is briefly unavailable',
      detail: 'Try again in a few seconds.',
      status: 503,
      code: 'unavailable',
      retryAfter: 2,
    });
    await until(() => cold.output.includes('/.well-known/jwks.json does not answer'), {
      what: 'the warning',
    });

    scene.keys.leadTo(product.api.url);
    await until(async () => (await cold.status(mine.accessToken)) === 200);
    cold.stop();
  });
});

describe('the samples of the documentation', () => {
  it.each(['express', 'fastify', 'nest', 'node'])(
    'have a program that works as it is: %s.ts',
    async (name) => {
      const { accessToken, shop } = await signIn(product, await newOwner(product));
      const backEnd = await BackEnd.start(project.folder, `sample-${name}`, {
        API: product.api.url,
        REDIS_URL: product.redisUrl,
        NAMESPACE: product.namespace,
      });
      try {
        const answers = await Promise.all(
          [bearer(accessToken), bearer('x'), {}].map((headers) =>
            onceAvailable(() => fetch(`${backEnd.url}/orders`, { headers })),
          ),
        );
        expect(answers.map(({ status }) => status)).toEqual([200, 401, 401]);
        expect(await answers[0]!.json()).toEqual({ shop: shop.id });
        expect(await answers[1]!.json()).toMatchObject({ code: 'token_invalid' });
      } finally {
        backEnd.stop();
      }
    },
  );
});
