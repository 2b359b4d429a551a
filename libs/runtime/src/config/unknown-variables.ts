import type { Environment } from './environment';
import { PARTS_OF_URLS } from './platform-names';
import { apiVariables, developmentVariables, workerVariables } from './variables';

/** A variable that was meant for us and has no effect. */
export interface UnknownVariable {
  readonly name: string;
  /** The known variable that may be meant; absent where none is alike. */
  readonly nearest?: string;
}

/** Set by Railway, Docker and Kubernetes, though some are nearly ours; none of them is a slip of an operator. */
const OF_PLATFORMS = /^(?:RAILWAY_.*|REDIS_PASSWORD|REDIS_PORT)$/;

/** Hardly any other program has variables that begin like these, so even a distant known one is suggested. */
const OUR_BEGINNINGS = [
  ...['OTP_', 'SESSIONS_PER_', 'REFRESH_IDLE_', 'REFRESH_MAX_'],
  ...['TELEGRAM_WEBHOOK_', 'TRUST_PROX'],
];

/** Other programs have such variables, too. CHAT_, JWT_, APP_ and LOG_ are left out: most of those belong to others. */
const SHARED_BEGINNINGS = ['TELEGRAM_', 'ACCESS_TOKEN_', 'REFRESH_', 'SHUTDOWN_', 'EVENTS_'];

/**
 * Well-known variables of others that begin like ours: of notifiers and clients of Telegram, of sign-in tutorials and OAuth
 * clients, and of the images of Erlang/OTP.
 */
const OF_OTHERS: readonly string[] = [
  ...['TELEGRAM_CHAT_ID', 'TELEGRAM_TO', 'TELEGRAM_API_ID', 'TELEGRAM_API_HASH'],
  ...['ACCESS_TOKEN_SECRET', 'REFRESH_TOKEN', 'REFRESH_TOKEN_SECRET', 'OTP_VERSION'],
];

/** Kubernetes sets these for every service of the namespace, such as EVENTS_PORT for a service with the name events. */
const OF_KUBERNETES = /_(?:SERVICE_HOST|SERVICE_PORT(?:_.+)?|PORT|PORT_\d+_(?:TCP|UDP|SCTP)(?:_.+)?)$/;

/** More slips make another word, and two slips of a short name, such as PGPORT, hit too many names of others. */
const mostSlips = (name: string, known: string): number => {
  if (beginsWithOneOf(OUR_BEGINNINGS, name)) return 3;
  if (known.length >= 8) return 2;
  return known.length >= 6 ? 1 : 0;
};

const KNOWN: readonly string[] = [
  ...new Set([
    ...[apiVariables, workerVariables, developmentVariables].flatMap(({ shape }) => Object.keys(shape)),
    ...PARTS_OF_URLS,
  ]),
];

/** Variables that no service of ours reads, though their names begin like ours or are nearly ours. */
export function unknownVariables(env: Environment): readonly UnknownVariable[] {
  return Object.keys(env)
    .filter((name) => !KNOWN.includes(name) && !OF_PLATFORMS.test(name))
    .map((name) => ({ name, nearest: nearestTo(name.toUpperCase()) }))
    .filter(({ name, nearest }) => nearest !== undefined || isMeantForUs(name.toUpperCase()))
    .map(({ name, nearest }) => ({ name, ...(nearest !== undefined && { nearest }) }));
}

const beginsWithOneOf = (beginnings: readonly string[], name: string): boolean =>
  beginnings.some((beginning) => name.startsWith(beginning));

const isMeantForUs = (name: string): boolean =>
  beginsWithOneOf([...OUR_BEGINNINGS, ...SHARED_BEGINNINGS], name) &&
  !OF_OTHERS.includes(name) &&
  !OF_KUBERNETES.test(name);

function nearestTo(name: string): string | undefined {
  return KNOWN.map((known) => ({ known, slips: slipsBetween(name, known) }))
    .filter(({ known, slips }) => slips <= mostSlips(name, known))
    .sort((one, other) => one.slips - other.slips)[0]?.known;
}

/** Letters that are missing, added or another one, and neighbours that are swapped (optimal string alignment). */
function slipsBetween(one: string, other: string): number {
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
