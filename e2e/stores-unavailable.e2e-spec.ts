import type { Problem, VerifyOtpAnswer } from '@app/contract';
import {
  newOwner,
  Product,
  receiveCode,
  requestCode,
  type ServiceProcess,
  signIn,
  testRedisUrl,
  until,
  TcpProxy,
} from '@app/testing';

/** The services wait 2 s for a store. The rest of the time is a reserve for a busy machine. */
const IN_TIME_SECONDS = 15;

let redis: TcpProxy;
let postgres: TcpProxy;
let product: Product;

beforeAll(async () => {
  redis = await TcpProxy.to(testRedisUrl());
  product = await Product.start({
    redisUrl: redis.url,
    databaseUrl: async (url) => {
      postgres = await TcpProxy.to(url);
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
const newPerson = () =>
  product.telegram.person({ firstName: 'Anna', phone: `+7701${String(++phones).padStart(7, '0')}` });

const timed = async <T>(work: Promise<T>): Promise<T & { seconds: number }> => {
  const startedAt = Date.now();
  return { ...(await work), seconds: (Date.now() - startedAt) / 1000 };
};

const waitForMissing = (service: ServiceProcess, part: string) =>
  until(async () => (await service.readiness()).missing.includes(part), { what: `${part} to be missing` });

const allReady = () =>
  Promise.all(product.services.filter(({ isRunning }) => isRunning).map((service) => service.ready()));

const polls = (): number => product.telegram.calls.filter(({ method }) => method === 'getUpdates').length;

/** `cut` breaks connections as a restarted host does; `silence` keeps them open as a vanished host does. */
describe.each(['cut', 'silence'] as const)('while Redis is unavailable (%s)', (how) => {
  it('the API answers 503 in time, and all services recover by themselves', async () => {
    const person = await newOwner(product);
    const before = person.messages.at(-1)!.messageId;
    const { challengeId } = await requestCode(product, person.phone);
    const code = await receiveCode(person, before);
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
    await waitForMissing(product.api, 'redis');
    await waitForMissing(product.workers[0]!, 'redis');

    redis.restore();
    await allReady();
    const verified = await product.post<VerifyOtpAnswer>('/api/auth/verify-otp', { challengeId, code });
    // After `silence`, a command whose answer was lost may have used the code up.
    if (how === 'cut') expect(verified.status).toBe(200);
    await signIn(product, await newOwner(product));
  });
});

describe.each(['cut', 'silence'] as const)('while Postgres is unavailable (%s)', (how) => {
  it('a right code is answered 503 in time, and works afterwards', async () => {
    const person = await newOwner(product);
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
    const other = await product.post('/api/auth/request-otp', { phone: newPerson().phone });
    expect(other.status).toBe(202);
    await waitForMissing(product.api, 'postgres');
    await waitForMissing(product.workers.at(-1)!, 'postgres');

    postgres.restore();
    await allReady();
    const verified = await product.post<VerifyOtpAnswer>('/api/auth/verify-otp', { challengeId, code });
    expect(verified).toMatchObject({
      status: 200,
      body: { shop: { phone: person.phone }, isNewShop: false },
    });
    expect((await product.get('/api/auth/me', { Authorization: `Bearer ${accessToken}` })).status).toBe(200);
  });

  it('shared contacts wait, and are all linked afterwards by another worker', async () => {
    // More updates than one getUpdates returns.
    const people = Array.from({ length: 110 }, newPerson);
    postgres[how]();
    await waitForMissing(product.workers.at(-1)!, 'postgres');
    for (const person of people) person.shareContact();
    const firstPolls = polls();
    await until(() => polls() > firstPolls + 3, { what: 'polls that return the open updates' });
    expect(product.telegram.pendingUpdates).toHaveLength(people.length);
    await product.workers.at(-1)!.end();
    expect(product.telegram.pendingUpdates).toHaveLength(people.length);
    const worker = await product.addWorker();
    await waitForMissing(worker, 'postgres');

    postgres.restore();
    await Promise.all(people.map((person) => person.waitForMessage(/номер привязан/, { timeoutMs: 90_000 })));
    await product.telegram.waitFor(() => product.telegram.pendingUpdates.length === 0);
  });

  it('a requested code waits, and is sent afterwards', async () => {
    const person = await newOwner(product);
    const before = person.messages.at(-1)!.messageId;
    postgres[how]();
    const { challengeId } = await requestCode(product, person.phone);
    await waitForMissing(product.workers.at(-1)!, 'postgres');
    postgres.restore();
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
      what: 'the worker to report the missing stores',
    });
    await until(() => isMissing(api, ['redis', 'postgres']), {
      what: 'the API to report the missing stores',
    });
    redis.restore();
    postgres.restore();
    await allReady();
    await signIn(product, await newOwner(product));
    for (const service of [worker, api]) expect(service.isRunning).toBe(true);
  });
});
