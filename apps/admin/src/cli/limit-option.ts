import { type ParsedArguments, UsageError } from './command';
import { optionValue } from './parse-arguments';

const DEFAULT = 50;
const MOST = 1_000;

/** The value of `--limit`. @throws UsageError */
export function limitOf(args: ParsedArguments): number {
  const written = optionValue(args, 'limit');
  if (written === undefined) return DEFAULT;
  const limit = Number(written);
  if (!/^\d+$/.test(written) || limit < 1 || limit > MOST)
    throw new UsageError(`--limit takes a number from 1 to ${MOST}`);
  return limit;
}
