import { asciiDigits } from '@app/contract';
import { InvalidBody } from '../http/invalid-body';

const CODE = /^\d{6}$/;

/** Removes the spaces and dashes that people type, and turns the digits of any script into ASCII. */
export const normalizedCode = (typed: string): string => asciiDigits(typed).replace(/[\s\p{Pd}\p{Cf}]/gu, '');

/** Refuses anything but six digits, so that a typing error costs no attempt. @throws InvalidBody */
export function typedCode(typed: string): string {
  const code = normalizedCode(typed);
  if (CODE.test(code)) return code;
  throw new InvalidBody([{ path: 'code', key: 'error.body_invalid.notCode' }]);
}
