import { asciiDigits } from '@app/contract';

/** Returns the digits of a typed or pasted text as ASCII, whatever script they are in: `123 456`, `123-456`, `١٢٣٤٥٦`. */
export const digitsOf = (typed: string): string => asciiDigits(typed).replace(/\D/g, '');
