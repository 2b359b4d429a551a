import { type E164, parsePhone } from '@app/contract';
import { type Given, UsageError } from '../cli/command';
import { textOf } from '../cli/parse-arguments';

/** Whom a command is about. */
export type Subject = { readonly phone: E164 } | { readonly shopId: string };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const COUNTRY = /^[A-Za-z]{2}$/;

/** @throws UsageError where it is no two letters */
export function countryOf(given: Given): string | undefined {
  const country = textOf(given, 'country');
  if (country !== undefined && !COUNTRY.test(country))
    throw new UsageError('--country takes two letters such as KZ');
  return country?.toUpperCase();
}

/** @throws UsageError where there are not as many words as the command takes */
export function wordsOf({ words }: Given, count: number): readonly string[] {
  if (words.length < count) throw new UsageError('Something is missing');
  if (words.length > count)
    throw new UsageError(`"${words[count]}" is too much; a phone with spaces takes quotes`);
  return words;
}

/** @throws UsageError for what is neither */
export function subjectOf(word: string, country: string | undefined): Subject {
  if (UUID.test(word)) return { shopId: word.toLowerCase() };
  const phone = parsePhone(word, country);
  if (phone === undefined) throw new UsageError(`"${word}" is neither a phone number nor the id of a shop`);
  return { phone: phone.e164 };
}

/** For a person. */
export const nameOf = (subject: Subject): string =>
  'phone' in subject ? `the phone ${subject.phone}` : `the id ${subject.shopId}`;
