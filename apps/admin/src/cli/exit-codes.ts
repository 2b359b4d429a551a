/** The exit codes of all commands. docs/admin.md lists them, so scripts may depend on them. */
export const EXIT_CODES = {
  done: 0,
  /** The command failed, or its answer is incomplete because a store is unavailable. */
  failed: 1,
  partial: 1,
  usage: 2,
  not_found: 3,
  /** A check (`bot status`, `doctor`) works and found something wrong. */
  trouble: 4,
  /** The present state forbids the change. Nothing was changed. */
  refused: 5,
} as const;

export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
