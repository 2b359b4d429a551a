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

/** Beginnings that no other program has. CHAT_, TELEGRAM_ or JWT_ would hit the variables of others in a shared shell. */
const OUR_BEGINNINGS = [
  ...['OTP_', 'SESSIONS_PER_', 'REFRESH_IDLE_', 'REFRESH_MAX_'],
  ...['TELEGRAM_WEBHOOK_', 'TRUST_PROX'],
];

/** More slips make another word, and two slips of a short name, such as PGPORT, hit too many names of others. */
const mostSlips = (name: string, known: string): number => {
  if (beginsLikeOurs(name)) return 3;
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
    .filter(({ name, nearest }) => nearest !== undefined || beginsLikeOurs(name.toUpperCase()))
    .map(({ name, nearest }) => ({ name, ...(nearest !== undefined && { nearest }) }));
}

const beginsLikeOurs = (name: string): boolean =>
  OUR_BEGINNINGS.some((beginning) => name.startsWith(beginning));

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
