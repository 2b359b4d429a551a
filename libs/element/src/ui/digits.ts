const DIGIT = /\p{Nd}/gu;
const isDigit = (codePoint: number): boolean => /^\p{Nd}$/u.test(String.fromCodePoint(codePoint));

/** The ten digits of a script have consecutive code points, from zero to nine (UAX #44: Numeric_Type=Decimal). */
function valueOf(digit: string): string {
  const codePoint = digit.codePointAt(0)!;
  let zero = codePoint;
  while (isDigit(zero - 1)) zero -= 1;
  return String((codePoint - zero) % 10);
}

/** Turns the decimal digits of every script into ASCII, as the API does. */
export const asciiDigits = (text: string): string => text.normalize('NFKC').replace(DIGIT, valueOf);

/** Returns the digits of a typed or pasted text as ASCII: `123 456`, `123-456`, `١٢٣٤٥٦`. */
export const digitsOf = (typed: string): string => asciiDigits(typed).replace(/\D/g, '');
