import { API, WORKER } from './spec/environments';
import { unknownVariables } from './unknown-variables';

const found = (...names: readonly string[]) =>
  unknownVariables(Object.fromEntries(names.map((name) => [name, 'hunter2'])));

describe('a variable that looks like one of ours', () => {
  it.each([
    ['OTP_TLL_SECONDS', 'OTP_TTL_SECONDS'],
    ['OTP_PHONE_PER_MINUTES', 'OTP_PHONE_PER_MINUTE'],
    ['JWT_PRIVATE_KEYS', 'JWT_PRIVATE_KEY'],
    ['PGSSLMOD', 'PGSSLMODE'],
    ['PGPASWORD', 'PGPASSWORD'],
    ['PGHOTS', 'PGHOST'],
    ['PGSSLROOT_CERT', 'PGSSLROOTCERT'],
    ['REDIS_CLUSTR', 'REDIS_CLUSTER'],
    ['REDIS_CA_FIEL', 'REDIS_CA_FILE'],
    ['REDIS_HOST', 'REDISHOST'],
    ['REDIS_URI', 'REDIS_URL'],
    ['TELEGRAM_BOT_TOKENS', 'TELEGRAM_BOT_TOKEN'],
    ['CORS_ORIGIN', 'CORS_ORIGINS'],
    ['TRUST_PROXIES', 'TRUST_PROXY'],
    ['REFRESH_IDLE_DAY', 'REFRESH_IDLE_DAYS'],
    ['ACCESS_TOKEN_SECOND', 'ACCESS_TOKEN_SECONDS'],
    ['SESSIONS_PER_SHOPS', 'SESSIONS_PER_SHOP'],
    ['EVENTS_NAMESPCAE', 'EVENTS_NAMESPACE'],
    ['METRIC_TOKEN', 'METRICS_TOKEN'],
    ['APP_SECRETS', 'APP_SECRET'],
    ['DATABSE_URL', 'DATABASE_URL'],
    ['LOG_LEVLE', 'LOG_LEVEL'],
    ['otp_ttl_seconds', 'OTP_TTL_SECONDS'],
    ['CHATPORT', 'CHAT_PORT'],
  ])('such as %s is reported with the nearest known variable, %s', (name, nearest) =>
    expect(found(name)).toEqual([{ name, nearest }]),
  );

  it.each([
    ...['OTP_CODE_LENGTH', 'SESSIONS_PER_PERSON_AND_SHOP', 'TELEGRAM_WEBHOOK_SECRET'],
    ...['TELEGRAM_TOKEN', 'ACCESS_TOKEN_TTL', 'REFRESH_TTL', 'SHUTDOWN_TIMEOUT', 'EVENTS_NS', 'events_ns'],
  ])('such as %s is reported without a nearest variable if none of ours is similar', (name) =>
    expect(found(name)).toEqual([{ name }]),
  );

  it('is reported without its value', () => {
    expect(JSON.stringify(found('OTP_TLL_SECONDS', 'APP_SECRETS'))).not.toContain('hunter2');
  });
});

describe('a variable of another program', () => {
  it.each([
    ...['PATH', 'HOME', 'PORTS', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'APP_NAME', 'APP_ENV', 'LOG_FORMAT'],
    ...[
      'DATABASE_PUBLIC_URL',
      'REDIS_PUBLIC_URL',
      'REDIS_PASSWORD',
      'REDIS_PORT',
      'REDISHOST',
      'PGHOST',
      'PGSSLMODE',
      'PGDATA',
    ],
    ...[
      'RAILWAY_ENVIRONMENT_ID',
      'RAILWAY_PUBLIC_DOMAINS',
      'npm_config_cache',
      'npm_package_name',
      'WORKER_PORTS',
    ],
    ...['JWT_SECRET', 'ACCESS_KEY_ID', 'TELEGRAM_CHAT_ID', 'CHAT_MODEL', 'REFRESH_TOKEN_SECRET'],
    ...['REFRESH_TOKEN', 'ACCESS_TOKEN', 'ACCESS_TOKEN_SECRET', 'OTP_VERSION', 'TELEGRAM_API_ID'],
    ...['TELEGRAM_API_HASH', 'TELEGRAM_TO', 'TELEGRAM_SERVICE_HOST', 'TELEGRAM_SERVICE_PORT_HTTP'],
    ...['EVENTS_PORT', 'EVENTS_PORT_80_TCP', 'EVENTS_PORT_80_TCP_ADDR', 'otp_service_port'],
    ...['PGUSER', 'PGPASSWORD', 'PGPASSFILE', 'PGAPPNAME', 'PGTZ', 'REDIS_TLS_URL'],
    ...['HOSTNAME', 'LANG', 'SHLVL', '_', 'INIT_CWD', 'DEBIAN_FRONTEND', 'KUBERNETES_SERVICE_HOST'],
  ])('such as %s is not reported', (name) => expect(found(name)).toEqual([]));
});

it('the variables of the other service are known, because both services may share one .env', () => {
  expect(unknownVariables({ ...API, ...WORKER, CHAT_PORT: '1', TELEGRAM_MODE: 'auto' })).toEqual([]);
});
