import { certificatesIn } from './certificate-file';
import { MODES, postgresAddress } from './postgres-address';

type Variables = Readonly<Record<string, string | undefined>>;

/** Beside a URL that does not say otherwise, as libpq takes them: what is dropped is the protection of the connection. */
const TLS_VARIABLES = [
  {
    ...{ parameter: 'sslmode', name: 'PGSSLMODE', expected: MODES },
    isUsable: (text: string) => ['disable', 'require', 'verify-ca', 'verify-full'].includes(text),
  },
  {
    ...{ parameter: 'sslrootcert', name: 'PGSSLROOTCERT' },
    expected: 'a file with the certificate of an authority, in PEM, or the word system',
    isUsable: (text: string) => text === 'system' || certificatesIn(text) !== undefined,
  },
];

/** What libpq would protect or lead a connection by, and nothing here does. */
const NOT_TAKEN = [
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

/** With these values, a variable that is not taken asks for what is done without it. */
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

const countingBeside = (url: string, given: Variables) =>
  TLS_VARIABLES.flatMap((variable) => {
    const value = given[variable.name]?.trim() || undefined;
    const isSaid = new RegExp(`[?&]${variable.parameter}=`).test(url);
    return value === undefined || isSaid ? [] : [{ ...variable, value }];
  });

/** The URL with what the variables say beyond it; an unusable one is told by `libpqProblems`, under its own name. */
export function withTls(url: string, given: Variables): string {
  const more = countingBeside(url, given)
    .filter(({ value, isUsable }) => isUsable(value))
    .map(({ parameter, value }) => `${parameter}=${encodeURIComponent(value)}`);
  if (more.length === 0) return url;
  return `${url}${url.includes('?') ? '&' : '?'}${more.join('&')}`;
}

/** What to tell of the variables of libpq beside the URL of a database: nothing of them is ignored. */
export function libpqProblems(url: string, given: Variables): readonly string[] {
  const notTaken = NOT_TAKEN.filter((name) => {
    const value = given[name]?.trim() ?? '';
    return value !== '' && !HARMLESS[name]?.includes(value);
  }).map((name) => `${name} is not supported: ${INSTEAD[name] ?? 'unset it'}`);
  if (isOfSocket(url)) return notTaken;
  const unusable = countingBeside(url, given).filter(({ value, isUsable }) => !isUsable(value));
  return [
    ...notTaken,
    ...unusable.map(({ name, expected }) => `${name} is not usable: expected ${expected}`),
  ];
}

/** For a database that was started here: none of them was meant for it. */
export const withoutLibpq = <T extends Variables>(env: T): Variables =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('PG')));

/** TLS does not apply there. A bad URL is told by itself. */
function isOfSocket(url: string): boolean {
  try {
    return postgresAddress(url).host.startsWith('/');
  } catch {
    return false;
  }
}
