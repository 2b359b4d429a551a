import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Jwks, MeAnswer, Problem, RequestOtpAnswer, Tokens, VerifyOtpAnswer } from '@app/contract';
import { codeOf, type SimulatedPerson } from '@app/simulator';
import { asOwner, newOwner, receiveCodeOf, type ServiceProcess, useProduct } from '@app/testing';
import { wrongCodeFor } from './codes';

/** The rotations of docs/keys.md. At each step, two APIs and a worker are replaced one after the other. */

const pem = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
const secret = (): string => randomBytes(32).toString('base64url');

const [oldKey, newKey, oldSecret, newSecret] = [pem(), pem(), secret(), secret()];

type Env = Readonly<Record<'APP_SECRET' | 'JWT_PRIVATE_KEY', string>>;

const OLD: Env = { APP_SECRET: oldSecret, JWT_PRIVATE_KEY: oldKey };
const BOTH: Env = { APP_SECRET: `${oldSecret},${newSecret}`, JWT_PRIVATE_KEY: oldKey + newKey };
const NEW_FIRST: Env = { APP_SECRET: `${newSecret},${oldSecret}`, JWT_PRIVATE_KEY: newKey + oldKey };
const NEW: Env = { APP_SECRET: newSecret, JWT_PRIVATE_KEY: newKey };

type Session = VerifyOtpAnswer & { refreshToken: string };

const product = useProduct({
  apis: 2,
  env: { ...OLD, OTP_PHONE_PER_HOUR: '3', OTP_FAILURES_PER_DAY: '3' },
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

/** Requests a code at one instance, and reads it in the chat. */
async function codeFor(person: SimulatedPerson, api = product.api) {
  const { status, body } = await request(api, person.phone);
  expect(status).toBe(202);
  const { challengeId } = body;
  return { challengeId, code: codeOf(await receiveCodeOf(person, challengeId))! };
}

async function signedIn(
  person: SimulatedPerson,
  instances: readonly ServiceProcess[] = product.apis,
): Promise<Session> {
  const { status, body } = await verify(instances.at(-1)!, await codeFor(person, instances[0]));
  expect(status).toBe(200);
  return body;
}

/** Replaces the oldest instance of a service, as a rolling update does. */
async function replaceOldest(service: 'api' | 'worker', env: Env): Promise<void> {
  const added = service === 'api' ? await product.addApi(env) : await product.addWorker(env);
  await added.ready();
  const running = service === 'api' ? product.apis : product.workers;
  expect((await running.shift()!.end()).code).toBe(0);
}

/** What must stay valid, limited or locked while both versions run. */
interface Watched {
  readonly accessToken: string;
  refreshToken: string;
  readonly limitedPhone: string;
  readonly codeOfLockedPhone: { challengeId: string; code: string };
}

async function expectUnchanged(watched: Watched): Promise<void> {
  const bothOrders = [product.apis, [...product.apis].reverse()];
  const fresh = await Promise.all(
    bothOrders.map(async (instances) => signedIn(await newOwner(product), instances)),
  );
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
    expect((await request(api, watched.limitedPhone)).body.code).toBe('too_many_requests');
    expect((await verify(api, watched.codeOfLockedPhone)).body.code).toBe('phone_locked');
  }
}

async function rollOut(env: Env, watched: Watched, order: readonly ('api' | 'worker')[]): Promise<void> {
  for (const service of order) {
    await replaceOldest(service, env);
    await expectUnchanged(watched);
  }
}

it('a rotation of both secrets signs nobody out before the old secrets are removed', async () => {
  const refreshedLate = await signedIn(await newOwner(product));
  const refreshedOften = await signedIn(await newOwner(product));
  const neverRefreshed = await signedIn(await newOwner(product));

  const limitedPhone = (await newOwner(product)).phone;
  for (let left = 3; left > 0; left--) expect((await request(product.api, limitedPhone)).status).toBe(202);
  const guessedOwner = await newOwner(product);
  const [codeOfLockedPhone, { challengeId, code }] = [
    await codeFor(guessedOwner),
    await codeFor(guessedOwner),
  ];
  for (let left = 3; left > 0; left--)
    expect((await verify(product.api, { challengeId, code: wrongCodeFor(code) })).body.code).toBe(
      'code_wrong',
    );
  const watched: Watched = {
    accessToken: refreshedOften.accessToken,
    refreshToken: refreshedOften.refreshToken,
    limitedPhone,
    codeOfLockedPhone,
  };
  const [oldKid] = await kids(product.api);
  await expectUnchanged(watched);

  // 1. The new secrets follow the old ones: every instance accepts them, and still uses the old ones.
  await rollOut(BOTH, watched, ['api', 'worker', 'api']);
  const newKid = (await kids(product.api))[1]!;
  for (const api of product.apis) expect(await kids(api)).toEqual([oldKid, newKid]);

  // 2. The new secrets come first: they are used, and the old ones are still accepted.
  const [typedInTime, typedTooLate] = [
    await codeFor(await newOwner(product)),
    await codeFor(await newOwner(product)),
  ];
  await rollOut(NEW_FIRST, watched, ['worker', 'api', 'api']);
  for (const api of product.apis) expect(await kids(api)).toEqual([newKid, oldKid]);
  expect((await verify(product.api, typedInTime)).status).toBe(200);
  const signedByNewKey = await signedIn(await newOwner(product));
  expect(kidOf(signedByNewKey.accessToken)).toBe(newKid);
  const renewed = await refresh(product.api, refreshedLate.refreshToken);
  expect(renewed.status).toBe(200);

  // 3. The new secrets alone. Codes and tokens of the old secrets are refused now, so operators wait before this step.
  const latest = await codeFor(await newOwner(product));
  const watchedNow = { ...watched, accessToken: signedByNewKey.accessToken };
  await rollOut(NEW, watchedNow, ['api', 'api', 'worker']);
  for (const api of product.apis) {
    expect(await kids(api)).toEqual([newKid]);
    expect((await me(api, neverRefreshed.accessToken)).body).toMatchObject({
      status: 401,
      code: 'token_invalid',
    });
    expect((await refresh(api, neverRefreshed.refreshToken)).body).toMatchObject({
      status: 401,
      code: 'session_invalid',
    });
  }
  expect((await verify(product.api, latest)).status).toBe(200);
  expect((await verify(product.api, typedTooLate)).body.code).toBe('code_wrong');
  expect((await refresh(product.api, renewed.body.refreshToken)).status).toBe(200);

  // After a leak: ending all sessions also ends those that an attacker has refreshed with leaked secrets.
  await asOwner(
    product.database.url,
    `update sessions set revoked_at = now(), revoked_reason = 'leak' where revoked_at is null`,
  );
  expect((await me(product.api, signedByNewKey.accessToken)).body.code).toBe('token_invalid');
  expect((await refresh(product.api, watchedNow.refreshToken)).body.code).toBe('session_invalid');
}, 300_000);
