import { generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  asOwner,
  freshDatabase,
  PgBouncer,
  randomNamespace,
  ServiceProcess,
  type TestDatabase,
  testRedisUrl,
} from '@app/testing';

/** docs/deploy/index.md, "A pooler in front of Postgres". */
describe('a service behind a PgBouncer in session mode', () => {
  const login = `pooled_${randomBytes(6).toString('hex')}`;
  let store: TestDatabase;
  let pooler: PgBouncer;

  beforeAll(async () => {
    store = await freshDatabase();
    await asOwner(
      store.url,
      `create role ${login} login password '${login}' noinherit; grant otpravka_app to ${login};
       alter role ${login} set role = 'otpravka_app'`,
    );
    const { username, password } = new URL(store.url);
    pooler = await PgBouncer.inFrontOf(store.url, {
      mode: 'session',
      users: { [login]: login, [username]: password },
    });
  });
  afterAll(async () => {
    await pooler.stop();
    await store.drop();
    await asOwner(new URL('/postgres', store.url).href, `drop role ${login}`);
  });

  const start = (user: string): Promise<ServiceProcess> =>
    ServiceProcess.spawn('auth-api', {
      DATABASE_URL: pooler.url(store.url, user),
      REDIS_URL: testRedisUrl(),
      EVENTS_NAMESPACE: randomNamespace(),
      TELEGRAM_BOT_USERNAME: 'otpravka_spec_bot',
      APP_SECRET: randomBytes(32).toString('base64url'),
      JWT_PRIVATE_KEY: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
        type: 'pkcs8',
        format: 'pem',
      }) as string,
    });

  it('becomes ready when its login has the role by default', async () => {
    const service = await start(login);
    await service.ready();
    await expect(service.end()).resolves.toMatchObject({ code: 0 });
  });

  it('stops with the SQL to run when its login lacks the role', async () => {
    const service = await start('postgres');
    await expect(service.exited).resolves.toMatchObject({ code: 1 });
    expect(service.output).toContain(`alter role otpravka_login set role = 'otpravka_app';`);
    expect(service.output).not.toContain('Postgres is unavailable');
  });
});
