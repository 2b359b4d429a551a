import { join } from 'node:path';
import type { Tokens } from '@app/contract';
import { codeOf, type SimulatedPerson } from '@app/simulator';
import {
  bearer,
  type BodyTokens,
  emptyDatabase,
  migrateCommand,
  newOwner,
  Product,
  receiveCodeOf,
  type ServiceProcess,
  signIn,
  type TestDatabase,
} from '@app/testing';

/** The built checkout of the former version, which `npm run test:upgrade` makes. */
const FORMER = join((globalThis as { FORMER?: string }).FORMER ?? '', 'dist');
const NEW = join(__dirname, '..', 'dist');
const EACH_WAY = 20;

let database: TestDatabase;
let product: Product;
let version = FORMER;
let owner: SimulatedPerson;
let session: BodyTokens<Tokens>;

beforeAll(async () => {
  database = await emptyDatabase();
  await migrateCommand(database.url, FORMER);
  product = await Product.start({
    databaseUrl: () => database.url,
    distOf: () => version,
    env: { OTP_PHONE_PER_MINUTE: '1000', OTP_PHONE_PER_HOUR: '1000' },
  });
  owner = await newOwner(product);
  session = await signIn(product, owner);
  await migrateCommand(database.url, NEW);
}, 300_000);

afterAll(async () => {
  await product?.stop();
  await database?.drop();
});

async function refresh(): Promise<void> {
  const { refreshToken } = session;
  const { status, body } = await product.post<BodyTokens<Tokens>>('/api/auth/refresh', { refreshToken });
  expect(status).toBe(200);
  session = body;
}

/** Adds an API and a worker of a version. */
async function startInstances(dist: string): Promise<readonly [ServiceProcess, ServiceProcess]> {
  version = dist;
  const [api, worker] = [await product.addApi(), await product.addWorker()];
  return Promise.all([api.ready(), worker.ready()]);
}

/** Ends the API and the worker that started first. */
async function endFirstInstances(): Promise<void> {
  await Promise.all([product.apis.shift()!.end(), product.workers.shift()!.end()]);
}

/** Requests a code at one API and posts it at the other. */
async function signInOver(asked: ServiceProcess, answered: ServiceProcess): Promise<void> {
  const person = await newOwner(product);
  const request = await fetch(`${asked.url}/api/auth/request-otp`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ phone: person.phone }),
  });
  const { challengeId } = (await request.json()) as { challengeId: string };
  const code = codeOf(await receiveCodeOf(person, challengeId));
  const answer = await fetch(`${answered.url}/api/auth/verify-otp`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ challengeId, code }),
  });
  expect([answer.status, await answer.json()]).toMatchObject([200, { isNewShop: true }]);
}

describe('an update', () => {
  it('leaves the running former version at work on the new schema', async () => {
    const { status } = await product.get('/api/auth/me', bearer(session.accessToken));
    expect(status).toBe(200);
    await refresh();
    expect(await signIn(product, owner)).toMatchObject({ isNewShop: false });
    expect(await signIn(product, await newOwner(product))).toMatchObject({ isNewShop: true });
  });

  it('lets an instance of the former version start again on the new schema', async () => {
    const former = product.api;
    const [restarted] = await startInstances(FORMER);
    await signInOver(restarted, former);
    await endFirstInstances();
  });

  it('lets both versions serve at once, so that a code of one is accepted by the other', async () => {
    await startInstances(NEW);
    const [former, latest] = product.apis;
    for (let left = EACH_WAY; left > 0; left--) {
      await signInOver(former!, latest!);
      await signInOver(latest!, former!);
    }
  });

  it('ends with the new version alone, which knows the sessions and chats of the former one', async () => {
    await endFirstInstances();
    await refresh();
    expect(await signIn(product, owner)).toMatchObject({ isNewShop: false });
  });

  it('can be taken back without a step in the database', async () => {
    await startInstances(FORMER);
    await endFirstInstances();
    await refresh();
    expect(await signIn(product, owner)).toMatchObject({ isNewShop: false });
  });
});
