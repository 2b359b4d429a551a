import { tableText } from '../text/table-text';
import type { Command, CommandOption } from './command';

const PROGRAM = 'npm run admin --';

const COMMON_OPTIONS: Readonly<Record<string, CommandOption>> = {
  json: { help: 'prints JSON, for scripts' },
  help: { help: 'prints this help' },
};

export const optionsOf = ({ options }: Command): Readonly<Record<string, CommandOption>> => ({
  ...options,
  ...COMMON_OPTIONS,
});

/** The words of a call. A command without a name is called by its group alone. */
const callOf = ({ group, name, parameters }: Command): string =>
  [group, name, parameters].filter(Boolean).join(' ');

/** The help of one command. */
export function usageText(command: Command): string {
  const options = Object.entries(optionsOf(command));
  const rows = options.map(
    ([name, { value, help }]) => [`--${name}${value ? ` <${value}>` : ''}`, help] as const,
  );
  const notes = command.notes === undefined ? '' : `\n${command.notes}\n`;
  const line = [PROGRAM, callOf(command), '[options]'].join(' ');
  return `Usage: ${line}\n\n${command.summary}\n\n${tableText(rows)}\n${notes}`;
}

/** The help of several commands: all, or those of one group. */
export function overviewText(commands: readonly Command[]): string {
  const rows = commands.map((command) => [callOf(command), command.summary] as const);
  return [
    `Usage: ${PROGRAM} <command> [options]\n\n${tableText(rows)}\n\n`,
    'Every command explains itself with --help and prints JSON with --json.\n',
    'The commands connect as the schema owner: DATABASE_URL names the user that runs the migrations.\n',
    'Exit codes: 0 done, 1 failed or incomplete, 2 wrong usage, 3 not found, 4 a check found trouble, 5 refused.\n',
  ].join('');
}
