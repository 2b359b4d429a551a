import type { Command, CommandOption } from './command';

const PROGRAM = 'npm run admin --';

const EVERYWHERE: Readonly<Record<string, CommandOption>> = {
  json: { help: 'answers in JSON, for scripts' },
  help: { help: 'says this' },
};

export const optionsOf = ({ options }: Command): Readonly<Record<string, CommandOption>> => ({
  ...options,
  ...EVERYWHERE,
});

const table = (rows: readonly (readonly [string, string])[]): string => {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}\n`).join('');
};

/** Of one command. */
export function usageOf(command: Command): string {
  const options = Object.entries(optionsOf(command));
  const rows = options.map(
    ([name, { value, help }]) => [`--${name}${value ? ` <${value}>` : ''}`, help] as const,
  );
  const notes = command.notes === undefined ? '' : `\n${command.notes}\n`;
  const line = `${PROGRAM} ${command.group} ${command.name} ${command.words} [options]`;
  return `Usage: ${line}\n\n${command.summary}\n\n${table(rows)}${notes}`;
}

/** Of several: all, or those of one group. */
export function overviewOf(commands: readonly Command[]): string {
  const rows = commands.map(
    ({ group, name, words, summary }) => [`${group} ${name} ${words}`, summary] as const,
  );
  return [
    `Usage: ${PROGRAM} <command> [options]\n\n${table(rows)}\n`,
    'Each says more with --help, and answers in JSON with --json.\n',
    'It acts as the owner of the tables: DATABASE_URL names the user that migrates. Exit codes: 0 done, 1 failed,\n',
    '2 called wrongly, 3 not found.\n',
  ].join('');
}
