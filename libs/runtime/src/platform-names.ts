type Variables = Record<string, string | undefined>;

/** Platforms give some variables under names of their own; empty ones count as absent. */
export function withPlatformNames(env: Readonly<Variables>): Variables {
  const given: Variables = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  given['DATABASE_URL'] ??= databaseUrl(given);
  given['REDIS_URL'] ??= redisUrl(given);
  if (given['RAILWAY_ENVIRONMENT_NAME'] !== undefined) given['TRUST_PROXY'] ??= '1';
  return given;
}

function databaseUrl({ PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE }: Variables): string | undefined {
  if (PGHOST === undefined) return undefined;
  const login = `${encodeURIComponent(PGUSER ?? 'postgres')}:${encodeURIComponent(PGPASSWORD ?? '')}`;
  const database = encodeURIComponent(PGDATABASE ?? 'postgres');
  return `postgres://${login}@${hostPart(PGHOST)}:${PGPORT ?? '5432'}/${database}`;
}

function redisUrl({ REDISHOST, REDISPORT, REDISUSER, REDISPASSWORD }: Variables): string | undefined {
  if (REDISHOST === undefined) return undefined;
  const password = encodeURIComponent(REDISPASSWORD ?? '');
  const login = password === '' ? '' : `${encodeURIComponent(REDISUSER ?? '')}:${password}@`;
  return `redis://${login}${hostPart(REDISHOST)}:${REDISPORT ?? '6379'}`;
}

const hostPart = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);
