type Variables = Record<string, string | undefined>;

/** Platforms give some variables under names of their own; empty ones count as absent. */
export function withPlatformNames(env: Readonly<Variables>): Variables {
  const given: Variables = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  given['DATABASE_URL'] = withTls(given['DATABASE_URL'] ?? databaseUrl(given), given);
  given['REDIS_URL'] ??= redisUrl(given);
  if (given['RAILWAY_ENVIRONMENT_NAME'] !== undefined) given['TRUST_PROXY'] ??= '1';
  return given;
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

/** Beside a URL that does not say otherwise, as libpq takes them: what is dropped is the protection of the connection. */
const TLS_VARIABLES = { sslmode: 'PGSSLMODE', sslrootcert: 'PGSSLROOTCERT' };

function withTls(url: string | undefined, given: Variables): string | undefined {
  if (url === undefined) return undefined;
  const more = Object.entries(TLS_VARIABLES)
    .filter(([parameter, name]) => given[name] !== undefined && !new RegExp(`[?&]${parameter}=`).test(url))
    .map(([parameter, name]) => `${parameter}=${encodeURIComponent(given[name]!)}`);
  if (more.length === 0) return url;
  return `${url}${url.includes('?') ? '&' : '?'}${more.join('&')}`;
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
