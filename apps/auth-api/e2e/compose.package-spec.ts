import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';
import type { RequestOtpAnswer, SessionsAnswer, VerifyOtpAnswer } from '@app/contract';
import { codeOf } from '@app/simulator';
import { BOT_TOKEN, freePort, newOwner, Product, receiveCodeOf, signIn, until } from '@app/testing';
import { Proxy } from './proxy';

const ROOT = join(__dirname, '..', '..', '..');
const SIMULATOR = join(ROOT, 'dist', 'apps', 'simulator', 'main.js');

interface Command {
  readonly command: readonly string[];
  readonly healthcheck: { readonly test: readonly string[] };
}

const { services } = load(readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8'), {
  schema: CORE_SCHEMA.withTags(mergeTag),
}) as { readonly services: { readonly redis: Command; readonly 'auth-api': Omit<Command, 'command'> } };

const PATH = '/usr/local/bin:/usr/bin:/bin';
const PASSWORD = 'f3b1c4c1a0de4b57a3d4b0e9';

/** Redis with the very command of docker-compose.yml; only its port is another one. */
class ComposeRedis {
  private child: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    readonly folder: string,
  ) {}

  static async start(): Promise<ComposeRedis> {
    const redis = new ComposeRedis(await freePort(), mkdtempSync(join(tmpdir(), 'otpravka-redis-')));
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://:${PASSWORD}@127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const [shell, ...args] = services.redis.command.map((word) => word.replaceAll('$$', '$'));
    const here = args.map((arg) => arg.replace('redis-server - ', `redis-server - --port ${this.port} `));
    expect(here).not.toEqual(args);
    this.child = spawn(shell!, here, { cwd: this.folder, env: this.env, stdio: 'ignore' });
    await until(() => this.isHealthy(), { what: 'a healthy Redis' });
  }

  /** The health check of docker-compose.yml. */
  async isHealthy(env: NodeJS.ProcessEnv = this.env): Promise<boolean> {
    const [kind, check] = services.redis.healthcheck.test;
    expect(kind).toBe('CMD-SHELL');
    const here = check!.replace('redis-cli', `redis-cli -p ${this.port}`);
    return promisify(execFile)('sh', ['-c', here], { env }).then(
      () => true,
      () => false,
    );
  }

  /** What a list of processes shows of it. */
  get shownCommand(): string {
    return readFileSync(`/proc/${this.child!.pid}/cmdline`, 'utf8');
  }

  get env(): NodeJS.ProcessEnv {
    return { PATH, REDISCLI_AUTH: PASSWORD };
  }

  async stop(): Promise<void> {
    const exited = once(this.child!, 'exit');
    this.child!.kill('SIGTERM');
    await exited;
  }

  async end(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

describe('Redis of docker-compose.yml', () => {
  let redis: ComposeRedis;
  beforeAll(async () => {
    redis = await ComposeRedis.start();
  });
  afterAll(() => redis?.end());

  it('has the settings that the services need, and a password that no list of processes shows', async () => {
    expect(redis.shownCommand).toContain('redis-server');
    expect(redis.shownCommand).not.toContain(PASSWORD);
    const client = new Redis(redis.url);
    const settings = await client.config('GET', 'appendonly', 'maxmemory', 'maxmemory-policy');
    expect(settings).toEqual(
      expect.arrayContaining([
        'appendonly',
        'yes',
        'maxmemory',
        '536870912',
        'maxmemory-policy',
        'noeviction',
      ]),
    );
    client.disconnect();
    const stranger = new Redis(redis.port, { maxRetriesPerRequest: 0, retryStrategy: () => null });
    stranger.on('error', () => undefined);
    await expect(stranger.get('x')).rejects.toThrow(/NOAUTH/);
    stranger.disconnect();
  });

  it('is unhealthy for whoever has another password', async () => {
    expect(await redis.isHealthy({ ...redis.env, REDISCLI_AUTH: 'another' })).toBe(false);
  });
});

describe('the product with the proxy and the Redis of docker-compose.yml', () => {
  let redis: ComposeRedis;
  let product: Product;
  let proxy: Proxy;
  beforeAll(async () => {
    redis = await ComposeRedis.start();
    product = await Product.start({ redisUrl: redis.url, env: { TRUST_PROXY: '1' } });
    proxy = await Proxy.caddy(product);
  });
  afterAll(async () => {
    await proxy?.stop();
    await product?.stop();
    await redis?.end();
  });

  const SPOOFED = {
    'X-Forwarded-For': '203.0.113.9',
    'X-Real-IP': '203.0.113.9',
    Forwarded: 'for=203.0.113.9',
    'X-Request-Id': 'chosen-by-the-client',
  };

  async function post<Body>(path: string, body: object): Promise<Body> {
    return JSON.parse((await proxy.send(path, { method: 'POST', headers: SPOOFED, body })).text) as Body;
  }

  it('signs in after a restart of Redis between request and code, and shows the address of the client, whatever it claims', async () => {
    const person = await newOwner(product);
    const { challengeId } = await post<RequestOtpAnswer>('/api/auth/request-otp', { phone: person.phone });
    const code = codeOf(await receiveCodeOf(person, challengeId))!;
    await redis.stop();
    await redis.start();
    await Promise.all(product.services.map((service) => service.ready()));

    const { accessToken } = await post<VerifyOtpAnswer>('/api/auth/verify-otp', { challengeId, code });
    const headers = { Authorization: `Bearer ${accessToken}`, ...SPOOFED };
    const { text, headers: answered } = await proxy.send('/api/auth/sessions', { headers });
    expect(answered.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
    expect((JSON.parse(text) as SessionsAnswer).sessions.map(({ ip }) => ip)).toEqual(['127.0.0.7']);
  });

  it('is healthy while the API is ready', async () => {
    const [, program, ...args] = services['auth-api'].healthcheck.test;
    const check = (PORT: string) => promisify(execFile)(program!, args, { env: { PATH, PORT } });
    await check(new URL(product.api.url).port);
    await expect(check(String(await freePort()))).rejects.toMatchObject({ code: 1 });
  });

  it('lets requests wait while the API restarts', async () => {
    const waiting = product.api;
    await waiting.end();
    const answer = proxy.send('/login');
    await product.addApi({ PORT: new URL(waiting.url).port });
    expect((await answer).status).toBe(200);
  });
});

describe('the services in a container that cannot be written', () => {
  // Node 20 has another name for it.
  const flag = ['--permission', '--experimental-permission'].find((name) =>
    process.allowedNodeEnvironmentFlags.has(name),
  )!;
  const NODE_OPTIONS = `${flag} --allow-fs-read=*`;

  it('sign an owner in, and write no file', async () => {
    const write = promisify(execFile)(process.execPath, ['-e', `fs.writeFileSync('/tmp/x', '')`], {
      env: { NODE_OPTIONS },
    });
    await expect(write).rejects.toThrow('ERR_ACCESS_DENIED');

    const product = await Product.start({ env: { NODE_OPTIONS } });
    try {
      const { shop } = await signIn(product, await newOwner(product));
      expect(shop.telegram.linked).toBe(true);
      expect(product.output).not.toMatch(/ERR_ACCESS_DENIED|"level":"(?:warn|error|fatal)"/);
    } finally {
      await product.stop();
    }
  });
});

describe('the simulated Telegram of the profile dev', () => {
  it('signs an owner in, whose chat its page shows', async () => {
    const port = await freePort();
    const simulator = spawn(process.execPath, [SIMULATOR, BOT_TOKEN, String(port)], { stdio: 'ignore' });
    const url = `http://localhost:${port}`;
    const json = { 'Content-Type': 'application/json' };
    const chat = async <Answer>(path: string, body?: object): Promise<Answer> => {
      const init = body && { method: 'POST', headers: json, body: JSON.stringify(body) };
      return (await fetch(`${url}/chat/${path}`, init)).json() as Promise<Answer>;
    };
    interface State {
      readonly people: readonly { readonly id: number; readonly phone: string }[];
    }
    await until(async () => (await fetch(url)).status === 200, { what: 'the chat page' });
    const product = await Product.start({ env: { TELEGRAM_API_ROOT: url } });
    try {
      const [person] = (await chat<State>('state')).people;
      const textsOf = async (): Promise<string> =>
        JSON.stringify(await chat<{ readonly messages: unknown }>(`people/${person!.id}`));
      await chat(`people/${person!.id}/contact`, {});
      await until(async () => (await textsOf()).includes('номер привязан'), { what: 'the link' });
      const { body } = await product.post<RequestOtpAnswer>('/api/auth/request-otp', {
        phone: person!.phone,
      });
      const codeIn = async () => /(\d{6}) — ваш код/.exec(await textsOf())?.[1];
      await until(async () => (await codeIn()) !== undefined, { what: 'the code' });
      const opened = await product.post('/api/auth/verify-otp', {
        challengeId: body.challengeId,
        code: await codeIn(),
      });
      expect(opened.status).toBe(200);
    } finally {
      await product.stop();
      const exited = once(simulator, 'exit');
      simulator.kill('SIGTERM');
      expect(await exited).toEqual([0, null]);
    }
  });

  it('refuses to start without a token', async () => {
    const ended = once(spawn(process.execPath, [SIMULATOR, ''], { stdio: 'ignore' }), 'exit');
    await expect(ended).resolves.toEqual([64, null]);
  });
});
