import { generateKeyPairSync } from 'node:crypto';
import {
  emptyDatabase,
  linkPhone,
  Product,
  requestCode,
  ServiceProcess,
  testRedisUrl,
  until,
  Wire,
} from '@app/testing';

const REQUIRED = {
  'auth-api': ['DATABASE_URL', 'REDIS_URL', 'APP_SECRET', 'JWT_PRIVATE_KEY'],
  'bot-worker': ['DATABASE_URL', 'REDIS_URL', 'APP_SECRET', 'TELEGRAM_BOT_TOKEN'],
} as const;

const APPS = ['auth-api', 'bot-worker'] as const;

describe.each(APPS)('%s in a bad environment', (app) => {
  it('names everything that is missing at once, and what is expected', async () => {
    const service = await ServiceProcess.spawn(app, {});
    expect((await service.exited).code).toBe(1);
    for (const name of REQUIRED[app])
      expect(service.output).toMatch(new RegExp(`${name} is missing: expected \\S`));
  });

  it('names every bad value at once and repeats none of them', async () => {
    const bad = {
      APP_SECRET: 'too-short',
      DATABASE_URL: 'mysql://nope',
      REDIS_URL: 'http://nope',
      OTP_ATTEMPTS: '0',
      LOG_LEVEL: 'loud',
    };
    const service = await ServiceProcess.spawn(app, bad);
    expect((await service.exited).code).toBe(1);
    for (const name of Object.keys(bad)) expect(service.output).toContain(`${name} is not usable: expected`);
    for (const value of ['too-short', 'mysql://nope', 'http://nope', 'loud'])
      expect(service.output).not.toContain(value);
  });
});

describe('a database that was never migrated', () => {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  });

  it.each(['at boot', 'when Postgres comes back'])(
    'found %s ends the service, which says what to do',
    async (when) => {
      const database = await emptyDatabase();
      const wire = await Wire.to(database.url);
      if (when !== 'at boot') wire.cut();
      const service = await ServiceProcess.spawn('auth-api', {
        DATABASE_URL: wire.url,
        REDIS_URL: testRedisUrl(),
        APP_SECRET: 'a secret of thirty-two bytes and more',
        JWT_PRIVATE_KEY: key.toString(),
      });
      if (when !== 'at boot') {
        await until(async () => (await service.readiness()).missing.includes('postgres'));
        wire.mend();
      }
      expect((await service.exited).code).toBe(1);
      expect(service.output).toContain('npm run migrate');
      await wire.close();
      await database.drop();
    },
  );
});

describe('a service that is told to stop', () => {
  let product: Product;

  beforeAll(async () => {
    product = await Product.start();
  });

  afterAll(async () => {
    await product?.stop();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends by itself with 0 on %s, also while a person waits',
    async (signal) => {
      const worker = await (await product.addWorker()).ready();
      const person = product.telegram.person({ firstName: 'Anna', phone: '+77010000001' });
      if (signal === 'SIGTERM') await linkPhone(person);
      await requestCode(product, person.phone);
      const startedAt = Date.now();
      expect(await worker.end(signal)).toEqual({ code: 0, signal: null });
      expect(Date.now() - startedAt).toBeLessThan(10_000);
      expect(worker.output).not.toMatch(/"level":"(error|fatal)"/);
    },
  );

  it('answers what it was asked before, and then ends with 0', async () => {
    const startedAt = Date.now();
    const asked = Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        product.post('/api/auth/request-otp', { phone: `+7702${String(index).padStart(7, '0')}` }).then(
          ({ status }) => status,
          () => 'refused',
        ),
      ),
    );
    const ended = product.api.end('SIGTERM');
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    // Those that came too late for a connection were refused; none was cut off in the middle.
    for (const outcome of await asked) expect([202, 503, 'refused']).toContain(outcome);
    expect(product.api.output).not.toMatch(/"level":"(error|fatal)"/);
    expect(product.api.output).not.toMatch(/unhandled|cut off/i);
  });
});
