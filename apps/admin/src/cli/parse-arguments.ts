import { parseArgs } from 'node:util';
import { type Command, type ParsedArguments, UsageError } from './command';
import { optionsOf } from './usage-text';

/** @throws UsageError for an option that the command does not have */
export function parseArguments(command: Command, args: readonly string[]): ParsedArguments {
  const options = Object.fromEntries(
    Object.entries(optionsOf(command)).map(([name, { value }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { positionals, options: values };
  } catch (error) {
    // Keep the first sentence: the rest explains how to pass such a word as a positional argument.
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
}

/** The value of an option, or undefined if it is absent or has no value. */
export const optionValue = ({ options }: ParsedArguments, name: string): string | undefined => {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
};
