import { DomainError } from '@app/contract';
import type { TextKey } from '@app/i18n';

/** What is wrong with one field, as a key of its text: the problem filter knows the language, a pipe does not. */
export interface InvalidField {
  /** Names joined by dots; `''` is the body itself. */
  readonly path: string;
  readonly key: TextKey & `error.body_invalid.${string}`;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** `body_invalid` that names each invalid field. */
export class InvalidBody extends DomainError {
  constructor(readonly fields: readonly InvalidField[]) {
    super('body_invalid');
  }
}
