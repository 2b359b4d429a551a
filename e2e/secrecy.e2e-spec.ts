import { Redis } from 'ioredis';
import type { EraseCodeAnswer, Tokens } from '@app/contract';
import { EmbeddedRedis } from '@app/embedded';
import { codeOf, type SimulatedPerson } from '@app/simulator';
import {
  asOwner,
  type BodyTokens,
  linkPhone,
  Product,
  RedisMonitor,
  requestCode,
  signIn,
} from '@app/testing';

const SIGN_INS = 100;
const SIGN_INS_PER_ERASURE = 10;

/** A separate Redis, because the test records its whole traffic. */
let redis: EmbeddedRedis;
let product: Product;

beforeAll(async () => {
  redis = (await EmbeddedRedis.start())!;
  product = await Product.start({ redisUrl: redis.url, env: { LOG_LEVEL: 'trace' } });
});

afterAll(async () => {
  await product?.stop();
  await redis?.stop();
});

/** Every key of the product with its value, as JSON. */
async function dumpRedis(namespace: string): Promise<string> {
  const client = new Redis(redis.url);
  try {
    const keys = await client.keys(`${namespace}:*`);
    const values = await Promise.all(
      keys.map(async (key) => {
        const type = await client.type(key);
        if (type === 'hash') return client.hgetall(key);
        if (type === 'zset') return client.zrange(key, 0, -1);
        if (type === 'list') return client.lrange(key, 0, -1);
        return client.get(key);
      }),
    );
    return JSON.stringify([keys, values]);
  } finally {
    client.disconnect();
  }
}

async function dumpTables(url: string): Promise<string> {
  const tables = await asOwner<{ name: string }>(
    url,
    `select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'`,
  );
  const rows = await Promise.all(tables.map(({ name }) => asOwner(url, `select * from ${name}`)));
  expect(tables.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['shops', 'sessions', 'telegram_accounts', 'activity']),
  );
  return JSON.stringify(rows);
}

/** Requests a code that erases the shop, and uses it. */
async function eraseCode(person: SimulatedPerson, accessToken: string): Promise<string> {
  const bearer = { Authorization: `Bearer ${accessToken}` };
  const requested = await product.post<EraseCodeAnswer>('/api/shop/erase-code', {}, bearer);
  const code = codeOf(await person.waitForMessage(/УДАЛИТ/))!;
  const erased = await product.delete('/api/shop', bearer, { challengeId: requested.body.challengeId, code });
  expect(erased.status).toBe(204);
  return code;
}

/** Matches the code as a word of its own, because six digits are part of many longer numbers by chance. */
const standsAlone = (code: string): RegExp => new RegExp(`(?<![0-9A-Za-z_-])${code}(?![0-9A-Za-z_-])`);

it('sign-ins leave no code or token in the stores and logs, and no phone in logs and messages', async () => {
  // The traffic includes published messages and arguments of scripts.
  const traffic = await RedisMonitor.on(redis.url);
  const codes: string[] = [];
  const secrets: string[] = [];
  const phones: string[] = [];
  const signInOnce = async (index: number): Promise<void> => {
    const person = product.telegram.person({
      firstName: `P${index}`,
      phone: `+7701${String(index).padStart(7, '0')}`,
    });
    await linkPhone(person);
    const { code, accessToken, refreshToken, linkToken } = await signIn(product, person);
    const refreshed = await product.post<BodyTokens<Tokens>>('/api/auth/refresh', {
      refreshToken,
    });
    await product.get('/api/auth/me', { Authorization: `Bearer ${refreshed.body.accessToken}` });
    await product.post('/api/auth/verify-otp', {
      challengeId: (await requestCode(product, person.phone)).challengeId,
      code,
    });
    codes.push(code);
    phones.push(person.phone);
    secrets.push(
      accessToken,
      refreshToken,
      linkToken,
      refreshed.body.accessToken,
      refreshed.body.refreshToken,
    );
    if (index % SIGN_INS_PER_ERASURE === 0) codes.push(await eraseCode(person, refreshed.body.accessToken));
  };
  for (let first = 0; first < SIGN_INS; first += 10) {
    await Promise.all(Array.from({ length: 10 }, (_, index) => signInOnce(first + index)));
  }
  traffic.close();

  const places = {
    'what went over Redis': traffic.seen.map(({ args }) => args.join('\n')).join('\n'),
    'the keys of Redis': await dumpRedis(product.namespace),
    'the logs': product.output,
    'the tables': await dumpTables(product.database.url),
  };
  expect(codes).toHaveLength(SIGN_INS + SIGN_INS / SIGN_INS_PER_ERASURE);
  for (const [place, text] of Object.entries(places)) {
    expect({ place, isEmpty: text.length < 1_000 }).toEqual({ place, isEmpty: false });
    expect({ place, secrets: secrets.filter((secret) => text.includes(secret)) }).toEqual({
      place,
      secrets: [],
    });
    expect({ place, codes: codes.filter((code) => standsAlone(code).test(text)) }).toEqual({
      place,
      codes: [],
    });
  }
  const messages = traffic.seen.filter(({ name }) => name === 'publish').map(({ args }) => args.join('\n'));
  expect(messages.length).toBeGreaterThan(SIGN_INS);
  for (const text of [places['the logs'], messages.join('\n')])
    expect(phones.filter((phone) => text.includes(phone.slice(1)))).toEqual([]);
});
