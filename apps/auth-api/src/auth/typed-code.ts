import { asciiDigits, DomainError, type Language } from '@app/contract';
import { text } from '@app/i18n';

const CODE = /^\d{6}$/;

/** Without what people put between the digits; the digits may be of any script. */
export const normalizedCode = (typed: string): string => asciiDigits(typed).replace(/[\s\p{Pd}\p{Cf}]/gu, '');

/** A slip of the finger is told of and costs no attempt. @throws DomainError `body_invalid` */
export function typedCode(typed: string, language: Language): string {
  const code = normalizedCode(typed);
  if (CODE.test(code)) return code;
  const message = text(language, 'error.body_invalid.notCode');
  throw new DomainError('body_invalid', { errors: [{ path: 'code', message }] });
}
