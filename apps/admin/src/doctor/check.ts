/** The result of one check of `doctor`. */
export interface Check {
  /** Stable, for scripts. */
  readonly name: string;
  /** `failed`: sign-ins do not work, or are not safe. `warning`: they work, and something should be changed. */
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly message: string;
}

const result =
  (state: Check['state']) =>
  (name: string, message: string): Check => ({ name, state, message });

export const ok = result('ok');
export const warning = result('warning');
export const failed = result('failed');
export const skipped = result('skipped');
