import type { Language, OtpravkaError } from '@otpravka/client';
import { interpolate, type TextKey, TEXTS } from './texts.ts';

/** The form of a noun after a number. Only Russian has more than the number itself tells here. */
function pluralForm(language: Language, count: number): 'one' | 'few' | 'many' {
  if (language !== 'ru') return count === 1 ? 'one' : 'many';
  const [tens, ones] = [count % 100, count % 10];
  if (ones === 1 && tens !== 11) return 'one';
  return ones >= 2 && ones <= 4 && (tens < 12 || tens > 14) ? 'few' : 'many';
}

const isKey = (key: string): key is TextKey => Object.prototype.hasOwnProperty.call(TEXTS.ru, key);

/**
 * Returns the text of a failure in any language. The API's own text exists in the language of its request only, so the texts of
 * its errors are here too, and a test compares them. An error that only a later API knows keeps the API's text.
 */
export function failureText(language: Language, failure: OtpravkaError): string {
  if (failure.code === 'code_wrong' && failure.attemptsLeft !== undefined) {
    const count = failure.attemptsLeft;
    return interpolate(TEXTS[language][`code_wrong_${pluralForm(language, count)}`], { count });
  }
  return isKey(failure.code) ? TEXTS[language][failure.code] : failure.text;
}
