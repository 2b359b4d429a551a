import { readFileSync } from 'node:fs';
import { readCertificates } from './certificate-file';
import { AddressProblem, decoded, hostOf, storeUrl } from './store-url';
import { unknownParameter } from './unknown-parameter';

/** The options of `tls.connect`. */
export interface PostgresTls {
  readonly rejectUnauthorized: boolean;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Present if the name in the certificate is not checked. */
  readonly checkServerIdentity?: () => undefined;
}

export interface PostgresAddress {
  /** A host, or the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly database: string | undefined;
  readonly tls: PostgresTls | false;
  /** Settings for the server, such as `-c work_mem=8MB`. */
  readonly options: string | undefined;
  readonly applicationName: string | undefined;
}

const SUPPORTED = [
  'host',
  'port',
  'user',
  'password',
  'dbname',
  'options',
  'application_name',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
] as const;
type Parameter = (typeof SUPPORTED)[number];
type Parameters = Partial<Record<Parameter, string>>;

/** Common parameters that are not supported, and what to write instead. */
const INSTEAD: Readonly<Record<string, string>> = {
  ssl: 'write sslmode=require or sslmode=verify-full',
  hostaddr: 'write the address as the host',
  target_session_attrs: 'name the primary',
  load_balance_hosts: 'name one host',
};

export const MODES = 'disable, require, verify-ca or verify-full';

/** Known parameters of libpq and other clients. Only these names may be repeated in a message. */
const KNOWN: readonly string[] = [
  ...Object.keys(INSTEAD),
  ...['passfile', 'require_auth', 'channel_binding', 'connect_timeout', 'client_encoding'],
  ...['fallback_application_name', 'keepalives', 'keepalives_idle', 'keepalives_interval'],
  ...['keepalives_count', 'tcp_user_timeout', 'replication', 'gssencmode', 'requiressl', 'sslnegotiation'],
  ...['sslcompression', 'sslpassword', 'sslcertmode', 'sslcrl', 'sslcrldir', 'sslsni', 'requirepeer'],
  ...['ssl_min_protocol_version', 'ssl_max_protocol_version', 'min_protocol_version', 'max_protocol_version'],
  ...['krbsrvname', 'gsslib', 'gssdelegation', 'service', 'pgbouncer', 'schema', 'connection_limit'],
];

const SEVERAL_HOSTS = 'several hosts are not supported: name the primary';

/**
 * Reads a URL as libpq does (https://www.postgresql.org/docs/current/libpq-connect.html).
 * @throws AddressProblem for anything unsupported, because ignoring it silently could remove the protection of the connection
 */
export function postgresAddress(text: string): PostgresAddress {
  if (/^[a-z]+:\/\/(?:[^/?#]*@)?[^/?#@]*,/i.test(text)) throw new AddressProblem(SEVERAL_HOSTS);
  const url = storeUrl(text, ['postgres:', 'postgresql:']);
  const given = parametersOf(url);
  const host = given.host ?? hostOf(url);
  if (host === '') throw new AddressProblem('it names no host');
  if (host.includes(',')) throw new AddressProblem(SEVERAL_HOSTS);
  return {
    host,
    port: portOf(given.port ?? url.port),
    user: given.user ?? decoded(url.username),
    password: given.password ?? decoded(url.password),
    database: given.dbname ?? decoded(url.pathname.slice(1)),
    tls: tlsOf(given, host.startsWith('/')),
    options: given.options,
    applicationName: given.application_name,
  };
}

function parametersOf(url: URL): Parameters {
  const given: Record<string, string> = {};
  for (const [name, value] of url.searchParams) {
    if (name === 'uselibpqcompat') continue; // It asks node-postgres to read the URL as this function does.
    if (!(SUPPORTED as readonly string[]).includes(name)) {
      throw unknownParameter(name, KNOWN, INSTEAD[name]);
    }
    given[name] = value;
  }
  return given;
}

function portOf(text: string): number {
  if (text === '') return 5432;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new AddressProblem('its port is not a number from 1 to 65535');
  return port;
}

function tlsOf(given: Parameters, isSocket: boolean): PostgresTls | false {
  const { sslmode = 'disable', sslrootcert } = given;
  // libpq ignores sslmode for a socket too, because nothing leaves the machine.
  if (isSocket) return false;
  if (sslmode === 'disable') {
    if (sslrootcert !== undefined) throw new AddressProblem('sslrootcert needs sslmode=verify-full');
    return false;
  }
  if (sslmode === 'allow' || sslmode === 'prefer') {
    throw new AddressProblem(
      `sslmode=${sslmode} is not supported, because it connects without TLS if the server has none: write ${MODES}`,
    );
  }
  const isSystem = sslrootcert === 'system';
  if (isSystem && sslmode !== 'verify-full') {
    throw new AddressProblem('sslrootcert=system needs sslmode=verify-full');
  }
  const files = {
    ...(sslrootcert !== undefined && !isSystem && { ca: authorityOf(sslrootcert) }),
    ...clientCertificate(given),
  };
  switch (sslmode) {
    case 'require':
      // As in libpq, the authority is verified if its certificate is given.
      return files.ca === undefined ? { rejectUnauthorized: false, ...files } : verifyingAuthority(files);
    case 'verify-ca':
      if (files.ca === undefined) throw new AddressProblem('sslmode=verify-ca needs sslrootcert');
      return verifyingAuthority(files);
    case 'verify-full':
      return { rejectUnauthorized: true, ...files };
    default:
      throw new AddressProblem(`sslmode must be ${MODES}`);
  }
}

const verifyingAuthority = (files: Omit<PostgresTls, 'rejectUnauthorized'>): PostgresTls => ({
  rejectUnauthorized: true,
  checkServerIdentity: () => undefined,
  ...files,
});

function clientCertificate({ sslcert, sslkey }: Parameters): Pick<PostgresTls, 'cert' | 'key'> {
  if (sslcert === undefined && sslkey === undefined) return {};
  if (sslcert === undefined || sslkey === undefined) {
    throw new AddressProblem('sslcert and sslkey must be set together');
  }
  return { cert: fileOf('sslcert', sslcert), key: fileOf('sslkey', sslkey) };
}

function authorityOf(path: string): string {
  const certificates = readCertificates(path);
  if (certificates !== undefined) return certificates;
  throw new AddressProblem('the file of sslrootcert cannot be read or contains no certificate in PEM');
}

function fileOf(parameter: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new AddressProblem(`the file of ${parameter} cannot be read`);
  }
}
