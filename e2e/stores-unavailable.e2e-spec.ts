import type { Problem, VerifyOtpAnswer } from '@app/contract';
import {
  linkPhone,
  Product,
  receiveCode,
  requestCode,
  type ServiceProcess,
  signIn,
  testRedisUrl,
  until,
  Wire,
} from '@app/testing';

/** The services wait 2 s for a store. The rest is for a machine that is busy with other tests. */
const IN_TIME_SECONDS = 15;

let redis: Wire;
let postgres: Wire;
let product: Product;

beforeAll(async () => {
  redis = await Wire.to(testRedisUrl());
  product = await Product.start({
    redisUrl: redis.url,
    databaseUrl: async (url) => {
      postgres = await Wire.to(url);
      return postgres.url;
    },
  });
});

afterAll(async () => {
  await product?.stop();
  await redis?.close();
  await postgres?.close();
});

let phones = 0;
const somebody = () =>
  product.telegram.person({ firstName: 'Anna', phone: `+7701${String(++phones).padStart(7, '0')}` });

const timed = async <T>(work: Promise<T>): Promise<T & { seconds: number }> => {
  const startedAt = Date.now();
  return { ...(await work), seconds: (Date.now() - startedAt) / 1000 };
};

const missing = (service: ServiceProcess, part: string) =>
  until(async () => (await service.readiness()).missing.includes(part), { what: `${part} to be missing` });

const allReady = () =>
  Promise.all(product.services.filter(({ isRunning }) => isRunning).map((service) => service.ready()));

const polls = (): number => product.telegram.calls.filter(({ method }) => method === 'getUpdates').length;

/** A host that vanished keeps its connections; one that restarted breaks them. */
describe.each(['cut', 'silence'] as const)('Redis is unavailable (%s)', (how) => {
  it('the API answers 503 in time, the services are not ready, and all recover by themselves', async () => {
    const person = somebody();
    await linkPhone(person);
    const { challengeId } = await requestCode(product, person.phone);
    const code = await receiveCode(person);
    redis[how]();

    for (const [path, body] of [
      ['/api/auth/request-otp', { phone: person.phone }],
      ['/api/auth/verify-otp', { challengeId, code }],
    ] as const) {
      const answer = await timed(product.post<Problem>(path, body));
      expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
      expect(answer.body.retryAfter).toBe(Number(answer.headers.get('retry-after')));
      expect(answer.seconds).toBeLessThan(IN_TIME_SECONDS);
    }
    await missing(product.api, 'redis');
    await missing(product.workers[0]!, 'redis');

    redis.mend();
    await allReady();
    const verified = await product.post<VerifyOtpAnswer>('/api/auth/verify-otp', { challengeId, code });
    // A command whose answer was lost may have run. A command that was not sent has not.
    if (how === 'cut') expect(verified.status).toBe(200);
    await signIn(product, await linked());
  });
});

async function linked() {
  const person = somebody();
  await linkPhone(person);
  return person;
}

describe.each(['cut', 'silence'] as const)('Postgres is unavailable (%s)', (how) => {
  it('a right code is answered 503 in time and works afterwards, and codes can still be requested', async () => {
    const person = await linked();
    const { accessToken } = await signIn(product, person);
    const before = person.messages.at(-1)!.messageId;
    const { challengeId } = await requestCode(product, person.phone);
    const code = await receiveCode(person, before);
    postgres[how]();

    const answer = await timed(product.post<Problem>('/api/auth/verify-otp', { challengeId, code }));
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(answer.seconds).toBeLessThan(IN_TIME_SECONDS);
    const me = await timed(product.get<Problem>('/api/auth/me', { Authorization: `Bearer ${accessToken}` }));
    expect(me).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect(me.seconds).toBeLessThan(IN_TIME_SECONDS);
    const other = await product.post('/api/auth/request-otp', { phone: somebody().phone });
    expect(other.status).toBe(202);
    await missing(product.api, 'postgres');
    await missing(product.workers.at(-1)!, 'postgres');

    postgres.mend();
    await allReady();
    const verified = await product.post<VerifyOtpAnswer>('/api/auth/verify-otp', { challengeId, code });
    expect(verified).toMatchObject({
      status: 200,
      body: { shop: { phone: person.phone }, isNewShop: false },
    });
    expect((await product.get('/api/auth/me', { Authorization: `Bearer ${accessToken}` })).status).toBe(200);
  });

  it('contacts that are shared meanwhile are all linked, also where the worker is replaced', async () => {
    // More than Telegram shows at once; the answers to them take eleven seconds of the send budget.
    const people = Array.from({ length: 110 }, somebody);
    postgres[how]();
    await missing(product.workers.at(-1)!, 'postgres');
    for (const person of people) person.shareContact();
    const firstPolls = polls();
    await until(() => polls() > firstPolls + 3, { what: 'polls that show what is not done' });
    expect(product.telegram.pendingUpdates).toHaveLength(people.length);
    await product.workers.at(-1)!.end();
    expect(product.telegram.pendingUpdates).toHaveLength(people.length);
    const worker = await product.addWorker();
    await missing(worker, 'postgres');

    postgres.mend();
    await Promise.all(people.map((person) => person.waitForMessage(/номер привязан/, { timeoutMs: 90_000 })));
    await product.telegram.waitFor(() => product.telegram.pendingUpdates.length === 0);
  });

  it('a code that was requested meanwhile is sent when Postgres is back', async () => {
    const person = await linked();
    const before = person.messages.at(-1)!.messageId;
    postgres[how]();
    const { challengeId } = await requestCode(product, person.phone);
    await missing(product.workers.at(-1)!, 'postgres');
    postgres.mend();
    const code = await receiveCode(person, before);
    const verified = await product.post('/api/auth/verify-otp', { challengeId, code });
    expect(verified.status).toBe(200);
  });
});

describe('a boot without stores', () => {
  it('waits for them and becomes ready by itself', async () => {
    redis.cut();
    postgres.cut();
    const [worker, api] = await Promise.all([product.addWorker(), product.addApi()]);
    const isMissing = async (service: ServiceProcess, parts: readonly string[]): Promise<boolean> => {
      const { missing } = await service.readiness();
      return parts.every((part) => missing.includes(part));
    };
    await until(() => isMissing(worker, ['redis', 'subscriptions', 'postgres']), {
      what: 'the worker to be up and to say what it waits for',
    });
    await until(() => isMissing(api, ['redis', 'postgres']), {
      what: 'the API to be up and to say what it waits for',
    });
    redis.mend();
    postgres.mend();
    await allReady();
    await signIn(product, await linked());
    for (const service of [worker, api]) expect(service.isRunning).toBe(true);
  });
});
