import type { Environment } from './environment';
import { PARTS_OF_URLS } from './platform-names';
import { apiVariables, developmentVariables, workerVariables } from './variables';

/** A variable that looks like one of ours but has no effect. */
export interface UnknownVariable {
  readonly name: string;
  /** The known variable that may be meant. Absent if none is similar. */
  readonly nearest?: string;
}

/** Railway, Docker and Kubernetes set these. Some are similar to ours, but none is a typing error of an operator. */
const OF_PLATFORMS = /^(?:RAILWAY_.*|REDIS_PASSWORD|REDIS_PORT)$/;

/** Hardly any other program uses these prefixes, so even a distant known variable is suggested. */
const OWN_PREFIXES = [
  ...['OTP_', 'SESSIONS_PER_', 'REFRESH_IDLE_', 'REFRESH_MAX_'],
  ...['TELEGRAM_WEBHOOK_', 'TRUST_PROX'],
];

/** Other programs use these prefixes too. CHAT_, JWT_, APP_ and LOG_ are left out, because most of those belong to others. */
const SHARED_PREFIXES = ['TELEGRAM_', 'ACCESS_TOKEN_', 'REFRESH_', 'SHUTDOWN_', 'EVENTS_'];

/**
 * Well-known variables of other programs with the same prefixes: notifiers and clients of Telegram, sign-in tutorials, OAuth
 * clients, and the images of Erlang/OTP.
 */
const OF_OTHERS: readonly string[] = [
  ...['TELEGRAM_CHAT_ID', 'TELEGRAM_TO', 'TELEGRAM_API_ID', 'TELEGRAM_API_HASH'],
  ...['ACCESS_TOKEN_SECRET', 'REFRESH_TOKEN', 'REFRESH_TOKEN_SECRET', 'OTP_VERSION'],
];

/** Kubernetes sets these for every service of the namespace, such as EVENTS_PORT for a service named events. */
const OF_KUBERNETES = /_(?:SERVICE_HOST|SERVICE_PORT(?:_.+)?|PORT|PORT_\d+_(?:TCP|UDP|SCTP)(?:_.+)?)$/;

/** How many typing errors a similar name may have. In a short name such as PGPORT, two would match names of other programs. */
const maxTypos = (name: string, known: string): number => {
  if (hasPrefix(OWN_PREFIXES, name)) return 3;
  if (known.length >= 8) return 2;
  return known.length >= 6 ? 1 : 0;
};

const KNOWN: readonly string[] = [
  ...new Set([
    ...[apiVariables, workerVariables, developmentVariables].flatMap(({ shape }) => Object.keys(shape)),
    ...PARTS_OF_URLS,
  ]),
];

/** Finds the variables that no service reads although their names have one of our prefixes or are similar to ours. */
export function unknownVariables(env: Environment): readonly UnknownVariable[] {
  return Object.keys(env)
    .filter((name) => !KNOWN.includes(name) && !OF_PLATFORMS.test(name))
    .map((name) => ({ name, nearest: nearestTo(name.toUpperCase()) }))
    .filter(({ name, nearest }) => nearest !== undefined || isMeantForUs(name.toUpperCase()))
    .map(({ name, nearest }) => ({ name, ...(nearest !== undefined && { nearest }) }));
}

const hasPrefix = (prefixes: readonly string[], name: string): boolean =>
  prefixes.some((prefix) => name.startsWith(prefix));

const isMeantForUs = (name: string): boolean =>
  hasPrefix([...OWN_PREFIXES, ...SHARED_PREFIXES], name) &&
  !OF_OTHERS.includes(name) &&
  !OF_KUBERNETES.test(name);

function nearestTo(name: string): string | undefined {
  return KNOWN.map((known) => ({ known, typos: typosBetween(name, known) }))
    .filter(({ known, typos }) => typos <= maxTypos(name, known))
    .sort((one, other) => one.typos - other.typos)[0]?.known;
}

/** Counts missing, added and wrong letters, and swapped neighbours (optimal string alignment). */
function typosBetween(one: string, other: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isSwapped =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      current[column] = Math.min(
        last[column]! + 1,
        current[column - 1]! + 1,
        last[column - 1]! + (isSame ? 0 : 1),
        isSwapped ? beforeLast[column - 2]! + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[other.length]!;
}
