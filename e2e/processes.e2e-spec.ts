import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  emptyDatabase,
  linkPhone,
  Product,
  requestCode,
  ServiceProcess,
  testRedisUrl,
  until,
  TcpProxy,
} from '@app/testing';

const REQUIRED = {
  'auth-api': ['DATABASE_URL', 'REDIS_URL', 'APP_SECRET', 'JWT_PRIVATE_KEY'],
  'bot-worker': ['DATABASE_URL', 'REDIS_URL', 'APP_SECRET', 'TELEGRAM_BOT_TOKEN'],
} as const;

const APPS = ['auth-api', 'bot-worker'] as const;

describe.each(APPS)('%s in a bad environment', (app) => {
  it('names every missing variable and its expected value', async () => {
    const service = await ServiceProcess.spawn(app, {});
    expect((await service.exited).code).toBe(1);
    for (const name of REQUIRED[app])
      expect(service.output).toMatch(new RegExp(`${name} is missing: expected \\S`));
  });

  it('reports an ignored .env and a misspelt variable when NODE_ENV is absent', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'otpravka-env-'));
    await writeFile(join(folder, '.env'), 'APP_SECRET=a secret of thirty-two bytes and more\n');
    const started = (env: Readonly<Record<string, string>>) => ServiceProcess.spawn(app, env, folder);
    const [withoutNodeEnv, development] = await Promise.all([
      started({ NODE_ENV: '', OTP_TLL_SECONDS: 'hunter2' }),
      started({ NODE_ENV: 'development' }),
    ]);
    expect([(await withoutNodeEnv.exited).code, (await development.exited).code]).toEqual([1, 1]);
    expect(withoutNodeEnv.output).toMatch(
      /APP_SECRET is missing[^]*NODE_ENV is absent[^]*\.env in this folder was not read/,
    );
    expect(development.output).not.toMatch(/APP_SECRET is missing|was not read/);
    expect(withoutNodeEnv.output).toMatch(
      /"level":"warn".*"variable":"OTP_TLL_SECONDS","nearest":"OTP_TTL_SECONDS"/,
    );
    expect(withoutNodeEnv.output).not.toContain('hunter2');
    await rm(folder, { recursive: true, force: true });
  });

  it('names every bad variable without its value', async () => {
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
    'stops the service %s with the command to run',
    async (when) => {
      const database = await emptyDatabase();
      const proxy = await TcpProxy.to(database.url);
      if (when !== 'at boot') proxy.cut();
      const service = await ServiceProcess.spawn('auth-api', {
        DATABASE_URL: proxy.url,
        REDIS_URL: testRedisUrl(),
        APP_SECRET: 'a secret of thirty-two bytes and more',
        JWT_PRIVATE_KEY: key.toString(),
      });
      if (when !== 'at boot') {
        await until(async () => (await service.readiness()).missing.includes('postgres'));
        proxy.restore();
      }
      expect((await service.exited).code).toBe(1);
      expect(service.output).toContain('npm run migrate');
      await proxy.close();
      await database.drop();
    },
  );
});

describe('a service', () => {
  let product: Product;

  beforeAll(async () => {
    product = await Product.start();
  });

  afterAll(async () => {
    await product?.stop();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('exits with 0 on %s while a code is requested', async (signal) => {
    const worker = await (await product.addWorker()).ready();
    const person = product.telegram.person({ firstName: 'Anna', phone: '+77010000001' });
    if (signal === 'SIGTERM') await linkPhone(person);
    await requestCode(product, person.phone);
    expect(await worker.end(signal)).toEqual({ code: 0, signal: null });
    expect(worker.output).not.toMatch(/"level":"(error|fatal)"/);
    expect(worker.output).toContain('"message":"stopped"');
  });

  it('names the variable of its port when the port is taken', async () => {
    const { port } = new URL(product.api.url);
    const second = await product.addApi({ PORT: port });
    expect((await second.exited).code).toBe(1);
    expect(second.output).toContain(
      `Port ${port} is taken by another program: stop that program, or set PORT`,
    );
    expect(second.output).not.toContain('    at ');
  });

  it('exits with 0 after the reader of its log has gone', async () => {
    const worker = await (await product.addWorker()).ready();
    const exited = new Promise((resolve) => worker.child.once('exit', resolve));
    worker.child.stdout?.destroy();
    worker.child.stderr?.destroy();
    worker.child.kill('SIGTERM');
    expect(await exited).toBe(0);
  });

  it('answers a half-received request before it exits with 0', async () => {
    const { hostname, port } = new URL(product.api.url);
    const body = JSON.stringify({ phone: '+77010000003' });
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.write(
      `POST /api/auth/request-otp HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\n` +
        `Content-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n${body.slice(0, 10)}`,
    );
    await until(() => answer.includes('100 Continue'));

    const ended = product.api.end('SIGTERM');
    await until(() => product.api.output.includes('"stopping"'));
    await until(() => refusesConnections(product.api.url));
    socket.write(body.slice(10));
    expect(await ended).toEqual({ code: 0, signal: null });
    await until(() => /HTTP\/1\.1 202 Accepted[^]*"challengeId"/.test(answer));
    expect(product.api.output).not.toMatch(/"level":"(error|fatal)"|cut off/);
    expect(product.api.output).toContain('"message":"stopped"');
  });
});

const refusesConnections = (url: string): Promise<boolean> =>
  fetch(`${url}/health/live`).then(
    () => false,
    () => true,
  );
