import { apiConfig, databaseConfig, workerConfig, type Intake } from './config';
import type { Environment } from './environment';
import { API, problemsOf, WORKER } from './spec/environments';

const AWKWARD = 'p@ss:w/o?r#d%20 \'"\\й';

const without = (env: Environment, ...names: string[]): Environment =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));

const partsOf = (url: string) => {
  const { protocol, hostname, port, pathname, username, password } = new URL(url);
  const [database, user, pw] = [pathname.slice(1), username, password].map(decodeURIComponent);
  return { protocol, hostname, port, database, user, password: pw };
};

describe('a database named by PGHOST', () => {
  it('is built from all its parts, whatever the password', () => {
    const { databaseUrl } = databaseConfig({
      PGHOST: 'postgres.railway.internal',
      PGPORT: '6543',
      PGUSER: 'me@home',
      PGPASSWORD: AWKWARD,
      PGDATABASE: 'rail way?',
    });
    expect(partsOf(databaseUrl)).toEqual({
      protocol: 'postgres:',
      hostname: 'postgres.railway.internal',
      port: '6543',
      database: 'rail way?',
      user: 'me@home',
      password: AWKWARD,
    });
  });

  it('needs only its host, which may be an IPv6 address', () => {
    expect(databaseConfig({ PGHOST: 'fd12::1' }).databaseUrl).toBe(
      'postgres://postgres:@[fd12::1]:5432/postgres',
    );
  });

  it('is overridden by DATABASE_URL', () => {
    expect(databaseConfig({ PGHOST: 'other', DATABASE_URL: 'postgres://db/x' }).databaseUrl).toBe(
      'postgres://db/x',
    );
  });

  it.each([{ PGHOST: 'db', PGPORT: 'hunter2' }, { PGHOST: 'db', PGPORT: '70000' }, { PGHOST: 'hunter2 db' }])(
    'is refused under the name DATABASE_URL when its parts make no URL: %j',
    (env) => {
      const problems = problemsOf(() => databaseConfig(env));
      expect(problems).toEqual([expect.stringMatching(/^DATABASE_URL is not usable: .*PGHOST, PGPORT/)]);
      expect(problems.join()).not.toContain('hunter2');
    },
  );
});

describe('a Redis named by REDISHOST', () => {
  const env = without(API, 'REDIS_URL');

  it('is built from all its parts, whatever the password', () => {
    const { redis } = apiConfig({
      ...env,
      REDISHOST: 'redis.railway.internal',
      REDISPORT: '6380',
      REDISUSER: 'default',
      REDISPASSWORD: AWKWARD,
    });
    expect(partsOf(redis.url)).toMatchObject({
      protocol: 'redis:',
      hostname: 'redis.railway.internal',
      port: '6380',
      user: 'default',
      password: AWKWARD,
    });
  });

  it('needs only its host', () => {
    expect(apiConfig({ ...env, REDISHOST: 'fd12::2' }).redis.url).toBe('redis://[fd12::2]:6379');
  });

  it('is overridden by REDIS_URL', () => {
    expect(apiConfig({ ...API, REDISHOST: 'other' }).redis.url).toBe(API['REDIS_URL']);
  });

  it('is refused under the name REDIS_URL when its parts make no URL', () => {
    const problems = problemsOf(() => apiConfig({ ...env, REDISHOST: 'redis', REDISPORT: 'hunter2' }));
    expect(problems).toEqual([expect.stringMatching(/^REDIS_URL is not usable: .*REDISHOST, REDISPORT/)]);
    expect(problems.join()).not.toContain('hunter2');
  });
});

describe('the number of trusted proxies', () => {
  it.each([
    [{}, 0],
    [{ TRUST_PROXY: '2' }, 2],
    [{ RAILWAY_ENVIRONMENT_NAME: 'production' }, 1],
    [{ RAILWAY_ENVIRONMENT_NAME: 'pr-7', TRUST_PROXY: '0' }, 0],
    [{ RAILWAY_ENVIRONMENT_NAME: 'pr-7', TRUST_PROXY: '2' }, 2],
  ])('for %j is %i', (more, hops) => expect(apiConfig({ ...API, ...more }).trustedHops).toBe(hops));
});

describe('X-Real-IP', () => {
  it.each([
    [{}, false],
    [{ TRUST_PROXY: '1' }, false],
    [{ RAILWAY_ENVIRONMENT_NAME: 'production' }, true],
    [{ RAILWAY_ENVIRONMENT_NAME: 'production', TRUST_PROXY: ' ' }, true],
    [{ RAILWAY_ENVIRONMENT_NAME: 'production', TRUST_PROXY: '2' }, false],
  ])('names the client for %j: %s', (more, isRead) =>
    expect(apiConfig({ ...API, ...more }).isClientInRealIp).toBe(isRead),
  );
});

describe('the mode of the intake', () => {
  const url = { TELEGRAM_WEBHOOK_URL: 'https://bot.example/' };
  const domain = { RAILWAY_PUBLIC_DOMAIN: 'worker.up.railway.app' };
  const production = { RAILWAY_ENVIRONMENT_NAME: 'production' };
  const preview = { RAILWAY_ENVIRONMENT_NAME: 'pr-7' };

  const polling: Intake = { mode: 'polling' };
  const ownHook: Intake = { mode: 'webhook', origin: 'https://bot.example' };
  const railwayHook: Intake = { mode: 'webhook', origin: 'https://worker.up.railway.app' };
  const off = { mode: 'off', reason: expect.stringContaining('pr-7') as string };

  const matrix: [settings: Environment, auto: unknown, webhook: Intake | undefined][] = [
    [{}, polling, undefined],
    [domain, polling, undefined],
    [production, polling, undefined],
    [{ ...domain, ...production }, railwayHook, railwayHook],
    [preview, off, undefined],
    [{ ...domain, ...preview }, off, undefined],
    [url, ownHook, ownHook],
    [{ ...url, ...domain }, ownHook, ownHook],
    [{ ...url, ...production }, ownHook, ownHook],
    [{ ...url, ...domain, ...production }, ownHook, ownHook],
    [{ ...url, ...preview }, ownHook, ownHook],
    [{ ...url, ...domain, ...preview }, ownHook, ownHook],
  ];
  const intakeOf = (mode: string | undefined, settings: Environment) =>
    workerConfig({ ...WORKER, ...settings, TELEGRAM_MODE: mode }).telegram.intake;

  it.each(matrix)('is chosen from %j if TELEGRAM_MODE is auto', (settings, auto) => {
    expect(intakeOf('auto', settings)).toEqual(auto);
    expect(intakeOf(undefined, settings)).toEqual(auto);
  });

  it.each(matrix)('is polling with %j if TELEGRAM_MODE is polling', (settings) =>
    expect(intakeOf('polling', settings)).toEqual(polling),
  );

  it.each(matrix)('needs an address among %j if TELEGRAM_MODE is webhook', (settings, _, hook) => {
    if (hook) return expect(intakeOf('webhook', settings)).toEqual(hook);
    expect(problemsOf(() => intakeOf('webhook', settings))).toEqual([
      expect.stringMatching(/^TELEGRAM_WEBHOOK_URL is missing: expected the worker's public origin/),
    ]);
  });

  it.each(['bot.example', 'ftp://bot.example', 'https://bot.example/telegram/webhook'])(
    'is refused with the webhook address %s',
    (address) => {
      const read = () => workerConfig({ ...WORKER, TELEGRAM_WEBHOOK_URL: address });
      expect(problemsOf(read)[0]).toMatch(/^TELEGRAM_WEBHOOK_URL is not usable/);
    },
  );
});
