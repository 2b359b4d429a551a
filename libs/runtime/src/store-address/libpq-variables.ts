import { readCertificates } from './certificate-file';
import { MODES, postgresAddress } from './postgres-address';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * As in libpq, these variables complete a URL that does not set the same parameter. Ignoring them would remove the
 * protection of the connection.
 */
const TLS_VARIABLES = [
  {
    ...{ parameter: 'sslmode', name: 'PGSSLMODE', expected: MODES },
    isUsable: (text: string) => ['disable', 'require', 'verify-ca', 'verify-full'].includes(text),
  },
  {
    ...{ parameter: 'sslrootcert', name: 'PGSSLROOTCERT' },
    expected: 'a file with the certificate of an authority, in PEM, or the word system',
    isUsable: (text: string) => text === 'system' || readCertificates(text) !== undefined,
  },
];

/** Variables of libpq that change the protection or the target of a connection and are not supported here. */
const UNSUPPORTED = [
  ...[
    'PGSSLCERT',
    'PGSSLKEY',
    'PGSSLCERTMODE',
    'PGSSLCRL',
    'PGSSLCRLDIR',
    'PGSSLNEGOTIATION',
    'PGREQUIRESSL',
  ],
  ...['PGSSLMINPROTOCOLVERSION', 'PGSSLMAXPROTOCOLVERSION', 'PGGSSENCMODE', 'PGCHANNELBINDING'],
  ...['PGREQUIREAUTH', 'PGREQUIREPEER', 'PGHOSTADDR', 'PGSERVICE', 'PGTARGETSESSIONATTRS', 'PGOPTIONS'],
];

/** With these values an unsupported variable changes nothing. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  PGGSSENCMODE: ['disable'],
  PGCHANNELBINDING: ['disable', 'prefer'],
  PGTARGETSESSIONATTRS: ['any'],
};

const INSTEAD: Variables = {
  PGSSLCERT: 'write sslcert into DATABASE_URL',
  PGSSLKEY: 'write sslkey into DATABASE_URL',
  PGOPTIONS: 'write options into DATABASE_URL',
};

const tlsVariablesFor = (url: string, given: Variables) =>
  TLS_VARIABLES.flatMap((variable) => {
    const value = given[variable.name]?.trim() || undefined;
    const isInUrl = new RegExp(`[?&]${variable.parameter}=`).test(url);
    return value === undefined || isInUrl ? [] : [{ ...variable, value }];
  });

/** Adds the TLS variables to the URL. `libpqProblems` reports unusable ones under their own names. */
export function withTls(url: string, given: Variables): string {
  const more = tlsVariablesFor(url, given)
    .filter(({ value, isUsable }) => isUsable(value))
    .map(({ parameter, value }) => `${parameter}=${encodeURIComponent(value)}`);
  if (more.length === 0) return url;
  return `${url}${url.includes('?') ? '&' : '?'}${more.join('&')}`;
}

/** Reports the variables of libpq that are unsupported or unusable, because none may be ignored silently. */
export function libpqProblems(url: string, given: Variables): readonly string[] {
  const unsupported = UNSUPPORTED.filter((name) => {
    const value = given[name]?.trim() ?? '';
    return value !== '' && !HARMLESS[name]?.includes(value);
  }).map((name) => `${name} is not supported: ${INSTEAD[name] ?? 'unset it'}`);
  if (isOfSocket(url)) return unsupported;
  const unusable = tlsVariablesFor(url, given).filter(({ value, isUsable }) => !isUsable(value));
  return [
    ...unsupported,
    ...unusable.map(({ name, expected }) => `${name} is not usable: expected ${expected}`),
  ];
}

/** Removes the variables of libpq for a database that was started here, because they are meant for another one. */
export const withoutLibpqVariables = <T extends Variables>(env: T): Variables =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('PG')));

/** TLS does not apply to a socket. A bad URL is reported elsewhere. */
function isOfSocket(url: string): boolean {
  try {
    return postgresAddress(url).host.startsWith('/');
  } catch {
    return false;
  }
}
