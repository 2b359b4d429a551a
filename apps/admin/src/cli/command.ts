import type { Stores } from '../stores';

/** The arguments after the name of a command. */
export interface ParsedArguments {
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

export interface CommandOutput {
  /** The output for people. */
  readonly text: string;
  /** The same content for scripts (`--json`). */
  readonly json: object;
  /** `partial`: something is missing because a store is unavailable. `trouble`: a check found something wrong. */
  readonly result?: 'partial' | 'trouble';
}

export interface CommandOption {
  /** The name of the option's value; absent for an option without a value. */
  readonly value?: string;
  readonly help: string;
}

export interface Command {
  readonly group: string;
  /** '' for the only command of its group, which is called without a name. */
  readonly name: string;
  readonly summary: string;
  /** The positional arguments as the usage shows them. */
  readonly parameters: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  readonly notes?: string;
  run(args: ParsedArguments, stores: Stores): Promise<CommandOutput>;
}

/** The arguments are invalid. The usage is printed below the message. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The shop, session or account does not exist. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
}

/** The command would do harm in the present state, so it changed nothing. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

export const COUNTRY: CommandOption = {
  value: 'KZ',
  help: 'the country of a phone in national form (ISO 3166-1 alpha-2)',
};
