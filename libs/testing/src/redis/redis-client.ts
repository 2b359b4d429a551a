import { readFileSync } from 'node:fs';
import { Cluster, Redis } from 'ioredis';

/** @param env the variables of a service */
export function redisClient(env: Readonly<Record<string, string>>): Redis | Cluster {
  const url = env['REDIS_URL']!;
  const ca = env['REDIS_CA_FILE'];
  const tls = ca === undefined ? {} : { tls: { ca: readFileSync(ca) } };
  if (env['REDIS_CLUSTER'] !== 'true') return new Redis(url, tls);
  const password = decodeURIComponent(new URL(url).password);
  return new Cluster([url], {
    // The certificate of a node is for its name.
    dnsLookup: (host, callback) => callback(null, host),
    redisOptions: { ...(password !== '' && { password }), ...tls },
  });
}
