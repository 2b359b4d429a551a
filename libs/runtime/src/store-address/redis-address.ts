import { AddressProblem, decoded, hostOf, storeUrl } from './store-url';
import { unknownParameter } from './unknown-parameter';

/** The address of a Redis. A cluster has no socket and no database number. */
export type RedisAddress = (
  { readonly path: string } | { readonly host: string; readonly port: number; readonly family: 0 | 4 | 6 }
) & {
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly db: number;
  readonly isTls: boolean;
};

const SOCKETS = ['unix:', 'redis+unix:'];

/** Known parameters of ioredis and other clients. Only these names may be repeated in a message. */
const KNOWN = [
  ...['host', 'port', 'path', 'username', 'password', 'family', 'tls', 'ssl', 'protocol', 'timeout'],
  ...[
    'keyPrefix',
    'connectionName',
    'connectTimeout',
    'commandTimeout',
    'keepAlive',
    'noDelay',
    'lazyConnect',
  ],
  ...['readOnly', 'stringNumbers', 'autoResubscribe', 'autoResendUnfulfilledCommands', 'enableReadyCheck'],
  ...['enableOfflineQueue', 'enableAutoPipelining', 'maxRetriesPerRequest', 'socketTimeout', 'ssl_cert_reqs'],
];

/**
 * Reads `redis://`, `rediss://` (TLS), and Unix sockets: `/path`, `unix:///path`, `redis+unix:///path`. Parameters are `db`,
 * and `family` (0, 4, 6) of a host. ioredis would read every other parameter as its own option.
 * @throws AddressProblem for anything else
 */
export function redisAddress(text: string): RedisAddress {
  const url = storeUrl(text.startsWith('/') ? `unix://${text}` : text, ['redis:', 'rediss:', ...SOCKETS]);
  const isSocket = SOCKETS.includes(url.protocol);
  for (const name of url.searchParams.keys()) {
    if (name === 'db' || (name === 'family' && !isSocket)) continue;
    throw unknownParameter(name, KNOWN);
  }
  const common = {
    username: decoded(url.username),
    password: decoded(url.password),
    db: numberOf('db', url.searchParams.get('db') ?? (isSocket ? '' : url.pathname.slice(1))),
    isTls: url.protocol === 'rediss:',
  };
  if (isSocket) {
    const path = decodeURIComponent(url.pathname);
    if (path.length < 2 || hostOf(url) !== '') throw new AddressProblem('it names no socket');
    return { path, ...common };
  }
  const host = hostOf(url);
  if (host === '') throw new AddressProblem('it names no host');
  const family = numberOf('family', url.searchParams.get('family') ?? '');
  if (family !== 0 && family !== 4 && family !== 6) throw new AddressProblem('family must be 0, 4 or 6');
  return { host, port: Number(url.port || 6379), family, ...common };
}

function numberOf(name: string, text: string): number {
  if (!/^\d{0,4}$/.test(text)) throw new AddressProblem(`${name} must be a number`);
  return Number(text);
}
