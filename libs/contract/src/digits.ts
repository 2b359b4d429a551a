const DIGIT = /\p{Nd}/gu;
const isDigit = (codePoint: number): boolean => /^\p{Nd}$/u.test(String.fromCodePoint(codePoint));

/** The ten digits of a script have consecutive code points, from zero to nine (UAX #44: Numeric_Type=Decimal). */
function valueOf(digit: string): string {
  const codePoint = digit.codePointAt(0)!;
  let zero = codePoint;
  while (isDigit(zero - 1)) zero -= 1;
  return String((codePoint - zero) % 10);
}

const PRINTABLE_ASCII = /^[ -~]*$/;

/** Normalizes a text (NFKC) and turns the decimal digits of every script into ASCII: `٧`, `۷`, `७` and `７` become `7`. */
export const asciiDigits = (text: string): string =>
  PRINTABLE_ASCII.test(text) ? text : text.normalize('NFKC').replace(DIGIT, valueOf);
