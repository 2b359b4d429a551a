import { asciiDigits } from '@app/contract';

/** The digits of what was typed or pasted, of any script, as ASCII: `123 456`, `123-456`, `١٢٣٤٥٦`. */
export const digitsOf = (typed: string): string => asciiDigits(typed).replace(/\D/g, '');
