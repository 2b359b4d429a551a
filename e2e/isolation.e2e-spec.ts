import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { migrate } from '@app/database';
import {
  asOwner,
  emptyDatabase,
  freshDatabase,
  linkPhone,
  Product,
  ServiceProcess,
  signIn,
  type TestDatabase,
  testPostgresUrl,
  testRedisUrl,
  until,
  Wire,
} from '@app/testing';

const APPS = ['auth-api', 'bot-worker'] as const;

describe('a table of a team without row security', () => {
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

  const endsInPlainLines = async (service: ServiceProcess): Promise<void> => {
    expect((await service.exited).code).toBe(1);
    expect(service.output).toMatch(/^Row security is off, .* on: products\. See enableTenantIsolation$/m);
    expect(service.output).not.toContain('stack');
  };

  it.each(APPS)('ends %s with 1 and a plain line that names it', async (app) => {
    await endsInPlainLines(await spawn(app, database.url));
  });

  it('ends a service in the same way where Postgres becomes available after the boot', async () => {
    const wire = await Wire.to(database.url);
    wire.cut();
    const service = await spawn('auth-api', wire.url);
    await until(() => service.output.includes('Postgres is unavailable'));
    wire.mend();
    await endsInPlainLines(service);
    await wire.close();
  });
});

describe('the product serves as otpravka_app', () => {
  const name = `owner_${randomBytes(6).toString('hex')}`;
  const plain = `login_${randomBytes(6).toString('hex')}`;
  let product: Product;
  let owned: TestDatabase;

  /** A database whose owner, and the owner of its tables, is a login without other rights. */
  async function ownersUrl(): Promise<string> {
    owned = await emptyDatabase();
    const database = new URL(owned.url).pathname.slice(1);
    await asOwner(
      testPostgresUrl(),
      `create role ${name} login password '${name}'; grant otpravka_app to ${name}`,
    );
    await asOwner(testPostgresUrl(), `alter database ${database} owner to ${name}`);
    const url = new URL(owned.url);
    url.username = url.password = name;
    await migrate(url.href);
    return url.href;
  }

  /** As docs/tenancy.md advises: a login that may only take the role. */
  async function plainLoginsUrl(fresh: string): Promise<string> {
    await asOwner(
      testPostgresUrl(),
      `create role ${plain} login password '${plain}' noinherit; grant otpravka_app to ${plain}`,
    );
    const url = new URL(fresh);
    url.username = url.password = plain;
    return url.href;
  }

  afterEach(async () => {
    await product?.stop();
  });
  afterAll(async () => {
    await owned?.drop();
    await asOwner(testPostgresUrl(), `drop role if exists ${name}, ${plain}`);
  });

  it.each([
    ['a superuser', (url: string) => url],
    ['the owner of the tables', ownersUrl],
    ['a login that may do nothing but take the role', plainLoginsUrl],
  ])('where DATABASE_URL names %s: the services lack every right that the role lacks', async (_, urlOf) => {
    const owners = new URL(testPostgresUrl());
    const databaseUrl = async (fresh: string) => {
      const url = await urlOf(fresh);
      owners.pathname = new URL(url).pathname;
      return url;
    };
    product = await Product.start({ databaseUrl });
    const person = product.telegram.person({ firstName: 'Anna', phone: '+77010000001' });
    await linkPhone(person);
    const { accessToken } = await signIn(product, person);
    const me = async () =>
      (await product.get('/api/auth/me', { Authorization: `Bearer ${accessToken}` })).status;
    await expect(me()).resolves.toBe(200);

    await asOwner(owners.href, 'revoke execute on function session_of_shop(uuid, uuid) from otpravka_app');
    await expect(me()).resolves.toBe(500);
    await asOwner(owners.href, 'grant execute on function session_of_shop(uuid, uuid) to otpravka_app');
    await expect(me()).resolves.toBe(200);
  });
});
