import { type E164, parsePhone } from '@app/contract';
import { type ParsedArguments, UsageError } from '../cli/command';
import { optionValue } from '../cli/parse-arguments';

/** What a command acts on: a phone, or a shop by its id. */
export type Subject = { readonly phone: E164 } | { readonly shopId: string };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const COUNTRY = /^[A-Za-z]{2}$/;

export const isShopId = (word: string): boolean => UUID.test(word);

/** @throws UsageError if the country is not two letters */
export function countryOf(args: ParsedArguments): string | undefined {
  const country = optionValue(args, 'country');
  if (country !== undefined && !COUNTRY.test(country))
    throw new UsageError('--country takes two letters such as KZ');
  return country?.toUpperCase();
}

/** @throws UsageError if the number of arguments is not `count` */
export function positionalsOf({ positionals }: ParsedArguments, count: number): readonly string[] {
  if (positionals.length < count) throw new UsageError('An argument is missing');
  if (positionals.length > count)
    throw new UsageError(
      `"${positionals[count]}" is one argument too much; quote a phone that contains spaces`,
    );
  return positionals;
}

/** @throws UsageError if the word is no phone */
export function phoneOf(word: string, country: string | undefined): E164 {
  const phone = parsePhone(word, country);
  if (phone === undefined) throw new UsageError(`"${word}" is not a phone number`);
  return phone.e164;
}

/**
 * The phone or the id of a shop, which a command takes as its first argument.
 * @param count the number of arguments that the command takes
 * @throws UsageError if the first argument is neither, or if there are more or fewer arguments
 */
export function subjectOf(args: ParsedArguments, count = 1): Subject {
  const [word] = positionalsOf(args, count) as [string];
  if (isShopId(word)) return { shopId: word.toLowerCase() };
  const phone = parsePhone(word, countryOf(args));
  if (phone === undefined) throw new UsageError(`"${word}" is neither a phone number nor the id of a shop`);
  return { phone: phone.e164 };
}

export const subjectText = (subject: Subject): string =>
  'phone' in subject ? `the phone ${subject.phone}` : `the id ${subject.shopId}`;
