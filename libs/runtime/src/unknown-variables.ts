import type { Environment } from './environment';
import { apiVariables, developmentVariables, workerVariables } from './variables';

/** A variable that was meant for us and has no effect. */
export interface UnknownVariable {
  readonly name: string;
  /** The known variable whose name is the most alike. */
  readonly nearest: string;
}

/** Platforms and other programs have many variables of these; none of them is a slip of an operator. */
const OF_PLATFORMS = /^(?:RAILWAY_|PG|REDIS)/;

/** First words of our names that other programs use as well: here only a name that is nearly ours counts. */
const SHARED_WORDS = new Set(['APP', 'DATABASE', 'LOG', 'NODE', 'RAILWAY', 'REDIS']);

/** More slips than that make another word. */
const MOST_SLIPS = 2;
/** Two slips of a shorter name, such as PORT, hit too many names of others. */
const LEAST_LENGTH = 8;

const KNOWN: readonly string[] = [
  ...new Set(
    [apiVariables, workerVariables, developmentVariables].flatMap(({ shape }) => Object.keys(shape)),
  ),
];

const OUR_WORDS = new Set(
  KNOWN.filter((name) => name.includes('_'))
    .map((name) => name.split('_', 1)[0]!)
    .filter((word) => !SHARED_WORDS.has(word)),
);

/** Variables that no service of ours reads, though their names begin like ours or are nearly ours. */
export function unknownVariables(env: Environment): readonly UnknownVariable[] {
  return Object.keys(env)
    .filter((name) => !KNOWN.includes(name) && !OF_PLATFORMS.test(name))
    .map((name) => ({ name, ...nearestTo(name.toUpperCase()) }))
    .filter(({ name, nearest, slips }) => beginsLikeOurs(name) || isNearly(nearest, slips))
    .map(({ name, nearest }) => ({ name, nearest }));
}

const beginsLikeOurs = (name: string): boolean =>
  name.includes('_') && OUR_WORDS.has(name.toUpperCase().split('_', 1)[0]!);

const isNearly = (nearest: string, slips: number): boolean =>
  slips <= MOST_SLIPS && nearest.length >= LEAST_LENGTH;

function nearestTo(name: string): { readonly nearest: string; readonly slips: number } {
  const all = KNOWN.map((nearest) => ({ nearest, slips: slipsBetween(name, nearest) }));
  return all.reduce((best, other) => (other.slips < best.slips ? other : best));
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
