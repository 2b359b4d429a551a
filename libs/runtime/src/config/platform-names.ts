import { withTls } from '../store-address/libpq-variables';

type Variables = Record<string, string | undefined>;

/** Variables that replace the two URLs or complete them. */
export const PARTS_OF_URLS = [
  ...['PGHOST', 'PGPORT', 'PGUSER', 'PGPASSWORD', 'PGDATABASE', 'PGSSLMODE', 'PGSSLROOTCERT'],
  ...['REDISHOST', 'REDISPORT', 'REDISUSER', 'REDISPASSWORD'],
];

const withoutEmpty = (env: Readonly<Variables>): Variables =>
  Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''));

/** Reads the names that platforms give to some variables. Empty variables count as absent. */
export function withPlatformNames(env: Readonly<Variables>): Variables {
  const given = withoutEmpty(env);
  const url = given['DATABASE_URL'] ?? databaseUrl(given);
  if (url !== undefined) given['DATABASE_URL'] = withTls(url, given);
  given['REDIS_URL'] ??= redisUrl(given);
  if (given['RAILWAY_ENVIRONMENT_NAME'] !== undefined) given['TRUST_PROXY'] ??= '1';
  return given;
}

/**
 * Whether `X-Real-IP` names the client. The edge of Railway sets this header, and replaces what a client has sent. In its
 * `X-Forwarded-For` the last address is that of the edge and differs between requests (docs/deploy/railway.md).
 */
export function isClientInRealIp(env: Readonly<Variables>): boolean {
  const { RAILWAY_ENVIRONMENT_NAME, TRUST_PROXY } = withoutEmpty(env);
  return RAILWAY_ENVIRONMENT_NAME !== undefined && TRUST_PROXY === undefined;
}

function databaseUrl({ PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE }: Variables): string | undefined {
  if (PGHOST === undefined) return undefined;
  const login = `${encodeURIComponent(PGUSER ?? 'postgres')}:${encodeURIComponent(PGPASSWORD ?? '')}`;
  const database = encodeURIComponent(PGDATABASE ?? 'postgres');
  const port = PGPORT ?? '5432';
  if (isSocket(PGHOST)) {
    return `postgres://${login}@/${database}?host=${encodeURIComponent(PGHOST)}&port=${encodeURIComponent(port)}`;
  }
  return `postgres://${login}@${hostPart(PGHOST)}:${port}/${database}`;
}

function redisUrl({ REDISHOST, REDISPORT, REDISUSER, REDISPASSWORD }: Variables): string | undefined {
  if (REDISHOST === undefined) return undefined;
  const password = encodeURIComponent(REDISPASSWORD ?? '');
  const login = password === '' ? '' : `${encodeURIComponent(REDISUSER ?? '')}:${password}@`;
  if (isSocket(REDISHOST)) return `unix://${login}${REDISHOST}`;
  return `redis://${login}${hostPart(REDISHOST)}:${REDISPORT ?? '6379'}`;
}

const isSocket = (host: string): boolean => host.startsWith('/');

const hostPart = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);
