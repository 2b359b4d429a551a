import { ConfigError, apiConfig, databaseConfig, developmentConfig, workerConfig } from './config';
import type { Environment } from './environment';
import { API, SECRET, WORKER, problemsOf } from './spec/environments';

const SECRETIVE = 'hunter2';

/** A bad value of every variable. Each contains a text that no message may repeat. */
const BAD_COMMON: Environment = {
  NODE_ENV: SECRETIVE,
  LOG_LEVEL: SECRETIVE,
  DATABASE_URL: `mysql://root:${SECRETIVE}@db/otpravka`,
  REDIS_URL: `redis://:${SECRETIVE}@`,
  REDIS_CLUSTER: SECRETIVE,
  APP_SECRET: SECRETIVE,
  EVENTS_NAMESPACE: `${SECRETIVE} `,
  SHUTDOWN_SECONDS: SECRETIVE,
  OTP_TTL_SECONDS: SECRETIVE,
  OTP_ATTEMPTS: SECRETIVE,
  OTP_PHONE_PER_MINUTE: SECRETIVE,
  OTP_PHONE_PER_HOUR: SECRETIVE,
  OTP_PHONE_PER_DAY: SECRETIVE,
  OTP_FAILURES_PER_DAY: SECRETIVE,
  OTP_IP_PER_MINUTE: SECRETIVE,
  OTP_IP_PER_HOUR: SECRETIVE,
  PORT: SECRETIVE,
};

const BAD_API: Environment = {
  ...BAD_COMMON,
  JWT_PRIVATE_KEY: SECRETIVE,
  TELEGRAM_BOT_USERNAME: `${SECRETIVE}!`,
  CORS_ORIGINS: `https://shop.example,${SECRETIVE}`,
  TRUST_PROXY: SECRETIVE,
  METRICS_TOKEN: SECRETIVE,
  ACCESS_TOKEN_SECONDS: SECRETIVE,
  REFRESH_IDLE_DAYS: SECRETIVE,
  REFRESH_MAX_DAYS: SECRETIVE,
  SESSIONS_PER_SHOP: SECRETIVE,
};

const BAD_WORKER: Environment = {
  ...BAD_COMMON,
  TELEGRAM_BOT_TOKEN: SECRETIVE,
  TELEGRAM_API_ROOT: SECRETIVE,
  TELEGRAM_MODE: SECRETIVE,
  TELEGRAM_WEBHOOK_URL: SECRETIVE,
  TELEGRAM_MESSAGES_PER_SECOND: SECRETIVE,
  TELEGRAM_CHAT_MESSAGES_PER_SECOND: SECRETIVE,
};

const namesOf = (problems: readonly string[]): string[] => problems.map((problem) => problem.split(' ')[0]!);

describe('a bad environment', () => {
  it.each([
    ['the API', () => apiConfig(BAD_API), BAD_API],
    ['the worker', () => workerConfig(BAD_WORKER), BAD_WORKER],
  ])('of %s is reported with every bad variable at once and without any value', (_, read, bad) => {
    const problems = problemsOf(read);
    expect(namesOf(problems).sort()).toEqual(Object.keys(bad).sort());
    for (const problem of problems) expect(problem).toMatch(/^[A-Z_]+ is not usable: expected .+/);
    expect(problems.join()).not.toContain(SECRETIVE);
    expect(problems.join()).not.toContain('another value');
  });

  it('is reported with the missing variables', () => {
    expect(namesOf(problemsOf(() => apiConfig({})))).toEqual([
      'DATABASE_URL',
      'REDIS_URL',
      'APP_SECRET',
      'JWT_PRIVATE_KEY',
    ]);
    expect(namesOf(problemsOf(() => workerConfig({})))).toEqual([
      'DATABASE_URL',
      'REDIS_URL',
      'APP_SECRET',
      'TELEGRAM_BOT_TOKEN',
    ]);
    for (const problem of problemsOf(() => apiConfig({ DATABASE_URL: '', REDIS_URL: ' ' })))
      expect(problem).toMatch(/^[A-Z_]+ is missing: expected .+/);
  });

  it('is reported in one text with one line for each variable', () => {
    const { message } = new ConfigError(['A is missing: expected a', 'B is not usable: expected b']);
    expect(message.split('\n').slice(1)).toEqual([
      '  - A is missing: expected a',
      '  - B is not usable: expected b',
    ]);
  });

  it('is reported with a missing webhook address together with all other problems', () => {
    const problems = problemsOf(() => workerConfig({ ...WORKER, TELEGRAM_MODE: 'webhook', PORT: 'x' }));
    expect(namesOf(problems)).toEqual(['PORT', 'TELEGRAM_WEBHOOK_URL']);
  });
});

describe('a variable that is not set', () => {
  it('has its documented default in the API', () => {
    const { jwt, ...config } = apiConfig(API);
    expect(config).toEqual({
      isProduction: true,
      logLevel: 'info',
      host: '::',
      port: 3000,
      databaseUrl: 'postgres://owner:pw@db:5432/otpravka',
      redis: { url: 'redis://redis:6379', isCluster: false },
      appSecrets: [SECRET],
      namespace: 'otpravka',
      shutdownSeconds: 8,
      otp: {
        ttlSeconds: 300,
        attempts: 3,
        phonePerMinute: 3,
        phonePerHour: 10,
        phonePerDay: 20,
        failuresPerDay: 10,
        addressPerMinute: 10,
        addressPerHour: 60,
      },
      session: { idleDays: 30, maxDays: 90, perShop: 10 },
      botUsername: undefined,
      corsOrigins: [],
      trustedHops: 0,
      isClientInRealIp: false,
      metricsToken: undefined,
    });
    expect(jwt).toMatchObject({ issuer: 'otpravka', audience: 'otpravka', accessTokenSeconds: 600 });
  });

  it('has its documented default in the worker', () => {
    expect(workerConfig(WORKER)).toMatchObject({
      port: 3001,
      telegram: { apiRoot: 'https://api.telegram.org', intake: { mode: 'polling' } },
    });
  });

  it('is the same as a blank variable', () => {
    expect(apiConfig({ ...API, PORT: '', OTP_ATTEMPTS: '  ' })).toMatchObject({
      port: 3000,
      otp: { attempts: 3 },
    });
  });

  it('is accepted by migrations unless it is DATABASE_URL', () => {
    expect(databaseConfig({ DATABASE_URL: API['DATABASE_URL'] })).toEqual({
      databaseUrl: API['DATABASE_URL'],
    });
    expect(namesOf(problemsOf(() => databaseConfig({})))).toEqual(['DATABASE_URL']);
  });
});

describe('a limit', () => {
  it('by address may be 0, which turns it off', () => {
    const { otp } = apiConfig({ ...API, OTP_IP_PER_MINUTE: '0', OTP_IP_PER_HOUR: '0' });
    expect(otp).toMatchObject({ addressPerMinute: 0, addressPerHour: 0 });
  });

  it.each([
    'OTP_TTL_SECONDS',
    'OTP_ATTEMPTS',
    'OTP_PHONE_PER_MINUTE',
    'OTP_PHONE_PER_HOUR',
    'OTP_PHONE_PER_DAY',
    'OTP_FAILURES_PER_DAY',
    'ACCESS_TOKEN_SECONDS',
    'REFRESH_IDLE_DAYS',
    'REFRESH_MAX_DAYS',
    'SESSIONS_PER_SHOP',
    'SHUTDOWN_SECONDS',
  ])('such as %s may not be 0', (name) => {
    expect(namesOf(problemsOf(() => apiConfig({ ...API, [name]: '0' })))).toEqual([name]);
  });

  it.each(['-1', '1.5', '1e2', '0x10', '3 ', '١', '99999999999999999999', 'NaN'])(
    'may not be %j',
    (value) => {
      expect(namesOf(problemsOf(() => apiConfig({ ...API, OTP_ATTEMPTS: value })))).toEqual(['OTP_ATTEMPTS']);
    },
  );

  it('of the lifetime of a code is at most ten minutes', () => {
    expect(apiConfig({ ...API, OTP_TTL_SECONDS: '600' }).otp.ttlSeconds).toBe(600);
    expect(problemsOf(() => apiConfig({ ...API, OTP_TTL_SECONDS: '601' }))).toHaveLength(1);
  });
});

describe('an address of a store', () => {
  it.each([
    'postgres:otpravka',
    'postgres:///otpravka',
    'http://db/otpravka',
    'db:5432',
    'postgres://owner:50%@db/otpravka',
  ])('may not be %s', (value) => {
    expect(namesOf(problemsOf(() => apiConfig({ ...API, DATABASE_URL: value })))).toEqual(['DATABASE_URL']);
  });

  it('may require TLS and name a cluster', () => {
    const { redis } = apiConfig({ ...API, REDIS_URL: 'rediss://redis:6380', REDIS_CLUSTER: 'true' });
    expect(redis).toEqual({ url: 'rediss://redis:6380', isCluster: true });
  });
});

describe('origins of other front ends', () => {
  it('may be several, and are spelled as browsers send them', () => {
    const { corsOrigins } = apiConfig({
      ...API,
      CORS_ORIGINS: 'https://Shop.Example/, http://localhost:5173,',
    });
    expect(corsOrigins).toEqual(['https://shop.example', 'http://localhost:5173']);
  });

  it.each(['*', 'https://*', 'null', 'shop.example', 'https://shop.example/path', 'file:///x'])(
    'may not be %s',
    (value) => {
      const [problem] = problemsOf(() => apiConfig({ ...API, CORS_ORIGINS: `https://a.example,${value}` }));
      expect(problem).toMatch(/^CORS_ORIGINS is not usable/);
    },
  );
});

describe('the port of `npm start`', () => {
  it('is from 1 to 65534', () => {
    for (const PORT of ['1', '65534']) expect(developmentConfig({ PORT }).apiPort).toBe(Number(PORT));
    for (const PORT of ['0', '65535', 'abc'])
      expect(problemsOf(() => developmentConfig({ PORT }))).toEqual([
        'PORT is not usable: expected an integer from 1 to 65534',
      ]);
  });
});
