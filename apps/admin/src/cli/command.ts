import type { Stores } from '../stores';

/** What was typed after the name of a command. */
export interface Given {
  readonly words: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
}

export interface Answer {
  /** For people. */
  readonly text: string;
  /** The same for scripts (`--json`). */
  readonly json: object;
  /** It was answered as far as it could be: a store is away. */
  readonly isPartial?: boolean;
}

export interface CommandOption {
  /** The name of its value; absent: it takes none. */
  readonly value?: string;
  readonly help: string;
}

export interface Command {
  readonly group: string;
  readonly name: string;
  readonly summary: string;
  /** The words that it takes, as its usage shows them. */
  readonly words: string;
  readonly options: Readonly<Record<string, CommandOption>>;
  readonly notes?: string;
  run(given: Given, stores: Stores): Promise<Answer>;
}

/** It was called wrongly; its usage is shown beneath. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** There is no such shop or session. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
}

export const COUNTRY: CommandOption = {
  value: 'KZ',
  help: 'the country of a phone in national form (ISO 3166-1 alpha-2)',
};
