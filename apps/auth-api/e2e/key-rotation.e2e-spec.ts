import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Jwks, MeAnswer, Problem, RequestOtpAnswer, Tokens, VerifyOtpAnswer } from '@app/contract';
import type { SimulatedPerson } from '@app/simulator';
import { asOwner, linkPhone, Product, receiveCode, type ServiceProcess } from '@app/testing';

/** The rotations of docs/keys.md: at each step, two APIs and a worker are replaced one after the other. */

const pem = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
const secret = (): string => randomBytes(32).toString('base64url');

const [oldKey, newKey, oldSecret, newSecret] = [pem(), pem(), secret(), secret()];

type Env = Readonly<Record<'APP_SECRET' | 'JWT_PRIVATE_KEY', string>>;

const OLD: Env = { APP_SECRET: oldSecret, JWT_PRIVATE_KEY: oldKey };
const BOTH: Env = { APP_SECRET: `${oldSecret},${newSecret}`, JWT_PRIVATE_KEY: oldKey + newKey };
const TURNED: Env = { APP_SECRET: `${newSecret},${oldSecret}`, JWT_PRIVATE_KEY: newKey + oldKey };
const NEW: Env = { APP_SECRET: newSecret, JWT_PRIVATE_KEY: newKey };

type Session = VerifyOtpAnswer & { refreshToken: string };

let product: Product;

beforeAll(async () => {
  product = await Product.start({
    apis: 2,
    env: { ...OLD, OTP_PHONE_PER_HOUR: '3', OTP_FAILURES_PER_DAY: '3' },
  });
});

afterAll(async () => {
  await product?.stop();
});

async function send<Body>(api: ServiceProcess, path: string, body?: object, token?: string) {
  const answer = await fetch(`${api.url}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      ...(body && { 'Content-Type': 'application/json' }),
      ...(token && { Authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as Body & Problem };
}

const request = (api: ServiceProcess, phone: string) =>
  send<RequestOtpAnswer>(api, '/api/auth/request-otp', { phone });
const verify = (api: ServiceProcess, body: object) => send<Session>(api, '/api/auth/verify-otp', body);
const refresh = (api: ServiceProcess, refreshToken: string) =>
  send<Tokens & { refreshToken: string }>(api, '/api/auth/refresh', { refreshToken });
const me = (api: ServiceProcess, token: string) => send<MeAnswer>(api, '/api/auth/me', undefined, token);
const kids = async (api: ServiceProcess): Promise<string[]> =>
  (await send<Jwks>(api, '/.well-known/jwks.json')).body.keys.map(({ kid }) => kid);
const kidOf = (token: string): unknown =>
  (JSON.parse(Buffer.from(token.split('.')[0]!, 'base64url').toString()) as { kid: unknown }).kid;

let phones = 0;

async function linked(): Promise<SimulatedPerson> {
  const person = product.telegram.person({
    firstName: 'Anna',
    phone: `+7702${String(++phones).padStart(7, '0')}`,
  });
  await linkPhone(person);
  return person;
}

/** A code that was requested at one instance and that the worker has delivered. */
async function asked(person: SimulatedPerson, api = product.api) {
  const before = person.messages.at(-1)!.messageId;
  const { status, body } = await request(api, person.phone);
  expect(status).toBe(202);
  return { challengeId: body.challengeId, code: await receiveCode(person, before) };
}

async function signedIn(
  person: SimulatedPerson,
  at: readonly ServiceProcess[] = product.apis,
): Promise<Session> {
  const { status, body } = await verify(at.at(-1)!, await asked(person, at[0]));
  expect(status).toBe(200);
  return body;
}

/** Replaces the oldest instance of a service, as a rolling update does. */
async function replaceOne(of: 'api' | 'worker', env: Env): Promise<void> {
  const added = of === 'api' ? await product.addApi(env) : await product.addWorker(env);
  await added.ready();
  const running = of === 'api' ? product.apis : product.workers;
  expect((await running.shift()!.end()).code).toBe(0);
}

/** Everything that must work while both versions run. */
interface Watched {
  readonly accessToken: string;
  refreshToken: string;
  readonly limited: string;
  readonly locked: { challengeId: string; code: string };
}

async function expectAllIsWell(watched: Watched): Promise<void> {
  const thereAndBack = [product.apis, [...product.apis].reverse()];
  const fresh = await Promise.all(thereAndBack.map(async (path) => signedIn(await linked(), path)));
  for (const api of product.apis) {
    for (const { accessToken } of [...fresh, watched]) expect((await me(api, accessToken)).status).toBe(200);
    expect(await kids(api)).toEqual(
      expect.arrayContaining(fresh.map(({ accessToken }) => kidOf(accessToken))),
    );
    const next = await refresh(api, watched.refreshToken);
    expect(next.status).toBe(200);
    watched.refreshToken = next.body.refreshToken;
  }
  for (const api of product.apis) {
    expect((await request(api, watched.limited)).body.code).toBe('too_many_requests');
    expect((await verify(api, watched.locked)).body.code).toBe('phone_locked');
  }
}

async function roll(env: Env, watched: Watched, order: readonly ('api' | 'worker')[]): Promise<void> {
  for (const service of order) {
    await replaceOne(service, env);
    await expectAllIsWell(watched);
  }
}

it('both secrets are changed under a running fleet, and nobody is signed out before the old ones are taken away', async () => {
  const asleep = await signedIn(await linked());
  const awake = await signedIn(await linked());
  const left = await signedIn(await linked());

  const limited = (await linked()).phone;
  for (let left = 3; left > 0; left--) expect((await request(product.api, limited)).status).toBe(202);
  const unlucky = await linked();
  const [locked, { challengeId, code }] = [await asked(unlucky), await asked(unlucky)];
  for (const wrong of ['111111', '222222', '333333', '444444'].filter((typed) => typed !== code).slice(0, 3))
    expect((await verify(product.api, { challengeId, code: wrong })).body.code).toBe('code_wrong');
  const watched: Watched = {
    accessToken: awake.accessToken,
    refreshToken: awake.refreshToken,
    limited,
    locked,
  };
  const [oldKid] = await kids(product.api);
  await expectAllIsWell(watched);

  // 1. The new secrets follow the old ones: every instance accepts them, none uses them.
  await roll(BOTH, watched, ['api', 'worker', 'api']);
  const newKid = (await kids(product.api))[1]!;
  for (const api of product.apis) expect(await kids(api)).toEqual([oldKid, newKid]);

  // 2. The new secrets come first: they are used, and the old ones are still accepted.
  const [before, tooLate] = [await asked(await linked()), await asked(await linked())];
  await roll(TURNED, watched, ['worker', 'api', 'api']);
  for (const api of product.apis) expect(await kids(api)).toEqual([newKid, oldKid]);
  expect((await verify(product.api, before)).status).toBe(200);
  const turned = await signedIn(await linked());
  expect(kidOf(turned.accessToken)).toBe(newKid);
  const woken = await refresh(product.api, asleep.refreshToken);
  expect(woken.status).toBe(200);

  // 3. The new secrets alone. Whatever the old ones made is refused now, which is why operators wait before this step.
  const late = await asked(await linked());
  const watchedNow = { ...watched, accessToken: turned.accessToken };
  await roll(NEW, watchedNow, ['api', 'api', 'worker']);
  for (const api of product.apis) {
    expect(await kids(api)).toEqual([newKid]);
    expect((await me(api, left.accessToken)).body).toMatchObject({ status: 401, code: 'token_invalid' });
    expect((await refresh(api, left.refreshToken)).body).toMatchObject({
      status: 401,
      code: 'session_invalid',
    });
  }
  expect((await verify(product.api, late)).status).toBe(200);
  expect((await verify(product.api, tooLate)).body.code).toBe('code_wrong');
  expect((await refresh(product.api, woken.body.refreshToken)).status).toBe(200);

  // After a leak: tokens of the old secrets, and the successors that an attacker got for them.
  await asOwner(
    product.database.url,
    `update sessions set revoked_at = now(), revoked_reason = 'leak' where revoked_at is null`,
  );
  expect((await me(product.api, turned.accessToken)).body.code).toBe('token_invalid');
  expect((await refresh(product.api, watchedNow.refreshToken)).body.code).toBe('session_invalid');
}, 300_000);
