import { DomainError, type Language } from '@app/contract';
import { text } from '@app/i18n';

const CODE = /^\d{6}$/;

/** What people put between the digits, full-width digits and typographic dashes included. */
export const normalizedCode = (typed: string): string =>
  typed.normalize('NFKC').replace(/[\s\p{Pd}\p{Cf}]/gu, '');

/** A slip of the finger is told of and costs no attempt. @throws DomainError `body_invalid` */
export function typedCode(typed: string, language: Language): string {
  const code = normalizedCode(typed);
  if (CODE.test(code)) return code;
  const message = text(language, 'error.body_invalid.notCode');
  throw new DomainError('body_invalid', { errors: [{ path: 'code', message }] });
}
