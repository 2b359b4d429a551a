import { parseArgs } from 'node:util';
import { type Command, type Given, UsageError } from './command';
import { optionsOf } from './help';

/** @throws UsageError for an option that the command does not have */
export function parseArguments(command: Command, args: readonly string[]): Given {
  const options = Object.fromEntries(
    Object.entries(optionsOf(command)).map(([name, { value }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    return { words: positionals, options: values };
  } catch (error) {
    // The rest of Node's sentence explains how to pass such a word all the same.
    throw new UsageError((error as Error).message.split('. ')[0]);
  }
}

export const textOf = ({ options }: Given, name: string): string | undefined => {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
};
