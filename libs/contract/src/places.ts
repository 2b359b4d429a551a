/** Whether the text is a currency of ISO 4217 that ICU knows, in capital letters. */
export const isCurrency = (text: string): boolean => CURRENCIES.has(text);

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** Whether the text is a name of the IANA time zone database. Old names count; an offset such as `+05:00` does not. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z]/.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
