/** ISO 4217, in capital letters, as far as ICU knows it. */
export const isCurrency = (text: string): boolean => CURRENCIES.has(text);

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** A name of the IANA time zone database, old names included; no offset such as `+05:00`. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
