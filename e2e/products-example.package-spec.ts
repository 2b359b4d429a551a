import type { VerifyOtpAnswer } from '@app/contract';
import { codeOf, TelegramSimulator } from '@app/simulator';
import {
  bearer,
  BOT_TOKEN,
  BOT_USERNAME,
  emptyDatabase,
  linkPhone,
  randomNamespace,
  receiveCodeOf,
  type TestDatabase,
  testRedisUrl,
  until,
} from '@app/testing';
import { StartedExample } from './started-example';

let database: TestDatabase;
let telegram: TelegramSimulator;
let example: StartedExample;

const namespace = randomNamespace();

async function start(): Promise<void> {
  example = await StartedExample.start('products', {
    env: {
      DATABASE_URL: database.url,
      REDIS_URL: testRedisUrl(),
      EVENTS_NAMESPACE: namespace,
      TELEGRAM_BOT_TOKEN: BOT_TOKEN,
      TELEGRAM_API_ROOT: telegram.url,
    },
    timeoutMs: 300_000,
  });
  await until(async () => (await fetch(`${example.url}/health/ready`)).status === 200);
}

beforeAll(async () => {
  database = await emptyDatabase();
  telegram = await TelegramSimulator.start({ token: BOT_TOKEN, botUsername: BOT_USERNAME });
  await start();
}, 360_000);

afterAll(async () => {
  example?.stop();
  await telegram?.stop();
  await database?.drop();
});

const call = (path: string, init: RequestInit = {}) =>
  fetch(`${example.url}/api/${path}`, {
    ...init,
    headers: { 'Content-Type': 'application/json', ...init.headers },
  });
const post = (path: string, body: object) => call(path, { method: 'POST', body: JSON.stringify(body) });

/** @returns the access token of a new shop */
async function signIn(phone: string): Promise<string> {
  const owner = telegram.person({ firstName: 'Anna', phone });
  await linkPhone(owner);
  const { challengeId } = (await (await post('auth/request-otp', { phone })).json()) as {
    challengeId: string;
  };
  const code = codeOf(await receiveCodeOf(owner, challengeId));
  const verified = await post('auth/verify-otp', { challengeId, code });
  return ((await verified.json()) as VerifyOtpAnswer).accessToken;
}

describe('examples/products', () => {
  it('is the product of a team that has followed docs/tenancy.md: each shop has products of its own', async () => {
    const [anna, boris] = [await signIn('+77011234567'), await signIn('+77017654321')];
    const put = (token: string, title: string) =>
      call('products', {
        method: 'PUT',
        headers: bearer(token),
        body: JSON.stringify({ sku: 'tea', title }),
      });
    const list = async (token: string): Promise<unknown> =>
      (await call('products', { headers: bearer(token) })).json();

    expect((await put(anna, 'Green tea')).status).toBe(204);
    expect(await list(boris)).toEqual([]);
    expect((await put(boris, 'Black tea')).status).toBe(204);
    expect(await list(anna)).toMatchObject([{ sku: 'tea', title: 'Green tea' }]);
    expect(await list(boris)).toMatchObject([{ sku: 'tea', title: 'Black tea' }]);
  });

  it('refuses a request without a token', async () => {
    const answer = await call('products');
    expect([answer.status, await answer.json()]).toMatchObject([401, { code: 'token_invalid' }]);
  });

  it('starts the next time from its build', async () => {
    await example.end();
    await start();
    expect(example.output).not.toContain('Building');
    expect((await call('products')).status).toBe(401);
  });
});
