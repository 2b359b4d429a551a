const DIGIT = /\p{Nd}/gu;
const isDigit = (codePoint: number): boolean => /^\p{Nd}$/u.test(String.fromCodePoint(codePoint));

/** Unicode keeps the ten digits of a script together, from zero to nine (UAX #44: Numeric_Type=Decimal). */
function valueOf(digit: string): string {
  const codePoint = digit.codePointAt(0)!;
  let zero = codePoint;
  while (isDigit(zero - 1)) zero -= 1;
  return String((codePoint - zero) % 10);
}

/** The text in its plain form (NFKC), with the decimal digits of every script as ASCII: `٧`, `۷`, `७` and `７` are `7`. */
export const asciiDigits = (text: string): string => text.normalize('NFKC').replace(DIGIT, valueOf);
