import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { migrate } from '@app/database';
import {
  asOwner,
  emptyDatabase,
  freshDatabase,
  linkPhone,
  Product,
  ServiceLogin,
  ServiceProcess,
  signIn,
  type TestDatabase,
  testPostgresUrl,
  testRedisUrl,
  until,
  TcpProxy,
} from '@app/testing';

const APPS = ['auth-api', 'bot-worker'] as const;

describe('a table without row security', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await freshDatabase();
    await asOwner(database.url, 'create table products (shop_id uuid)');
  });
  afterAll(() => database.drop());

  function spawn(app: (typeof APPS)[number], url: string): Promise<ServiceProcess> {
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    return ServiceProcess.spawn(app, {
      DATABASE_URL: url,
      REDIS_URL: testRedisUrl(),
      APP_SECRET: 'a secret of thirty-two bytes and more',
      JWT_PRIVATE_KEY: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
      TELEGRAM_BOT_TOKEN: `123456:${'A'.repeat(35)}`,
      TELEGRAM_API_ROOT: 'http://127.0.0.1:9',
    });
  }

  const expectPlainEnd = async (service: ServiceProcess): Promise<void> => {
    expect((await service.exited).code).toBe(1);
    expect(service.output).toMatch(/^Row security is off, .* on: products\. See enableTenantIsolation$/m);
    expect(service.output).not.toContain('stack');
  };

  it.each(APPS)('stops %s with a line that names the table', async (app) => {
    await expectPlainEnd(await spawn(app, database.url));
  });

  it('stops a service even if Postgres becomes available after the boot', async () => {
    const proxy = await TcpProxy.to(database.url);
    proxy.cut();
    const service = await spawn('auth-api', proxy.url);
    await until(() => service.output.includes('Postgres is unavailable'));
    proxy.restore();
    await expectPlainEnd(service);
    await proxy.close();
  });
});

describe('the services run with only the rights of otpravka_app', () => {
  const owner = `owner_${randomBytes(6).toString('hex')}`;
  let login: ServiceLogin | undefined;
  let product: Product;
  let ownedDatabase: TestDatabase;

  /** The URL of a login that owns the database and its tables, and has no other rights. */
  async function ownerUrl(): Promise<string> {
    ownedDatabase = await emptyDatabase();
    const database = new URL(ownedDatabase.url).pathname.slice(1);
    await asOwner(
      testPostgresUrl(),
      `create role ${owner} login password '${owner}'; grant otpravka_app to ${owner}`,
    );
    await asOwner(testPostgresUrl(), `alter database ${database} owner to ${owner}`);
    const url = new URL(ownedDatabase.url);
    url.username = url.password = owner;
    await migrate(url.href);
    return url.href;
  }

  /** The URL of a login that may only take the role, as docs/tenancy.md advises. */
  async function loginUrl(fresh: string): Promise<string> {
    login = await ServiceLogin.create(fresh);
    return login.url;
  }

  afterEach(async () => {
    await product?.stop();
  });
  afterAll(async () => {
    await ownedDatabase?.drop();
    await asOwner(testPostgresUrl(), `drop role if exists ${owner}`);
    await login?.drop();
  });

  it.each([
    ['a superuser', (url: string) => url],
    ['the owner of the tables', ownerUrl],
    ['a login that may only take the role', loginUrl],
  ])('when DATABASE_URL names %s', async (_, urlOf) => {
    const superuserUrl = new URL(testPostgresUrl());
    const databaseUrl = async (fresh: string) => {
      const url = await urlOf(fresh);
      superuserUrl.pathname = new URL(url).pathname;
      return url;
    };
    product = await Product.start({ databaseUrl });
    const person = product.telegram.person({ firstName: 'Anna', phone: '+77010000001' });
    await linkPhone(person);
    const { accessToken } = await signIn(product, person);
    const me = async () =>
      (await product.get('/api/auth/me', { Authorization: `Bearer ${accessToken}` })).status;
    await expect(me()).resolves.toBe(200);

    await asOwner(
      superuserUrl.href,
      'revoke execute on function session_of_shop(uuid, uuid) from otpravka_app',
    );
    await expect(me()).resolves.toBe(500);
    await asOwner(superuserUrl.href, 'grant execute on function session_of_shop(uuid, uuid) to otpravka_app');
    await expect(me()).resolves.toBe(200);
  });
});
