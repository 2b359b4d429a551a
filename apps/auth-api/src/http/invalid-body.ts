import { DomainError } from '@app/contract';
import type { TextKey } from '@app/i18n';

/** The error of one field as a text key: the problem filter translates it, because a pipe does not know the language. */
export interface InvalidField {
  /** Field names joined by dots; `''` is the body itself. */
  readonly path: string;
  readonly key: TextKey & `error.body_invalid.${string}`;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** The error `body_invalid` with each invalid field. */
export class InvalidBody extends DomainError {
  constructor(readonly fields: readonly InvalidField[]) {
    super('body_invalid');
  }
}
