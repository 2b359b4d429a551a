import { parsePhoneNumberFromString, type CountryCode, type PhoneNumber } from 'libphonenumber-js/max';
import { asciiDigits } from './digits';

/** A phone number in E.164 with its `+`, such as `+77011234567`. Inside the services every phone has this form. */
export type E164 = string & { readonly __brand: 'E164' };

export interface Phone {
  readonly e164: E164;
  /** ISO 3166-1 alpha-2, if the number has a country. */
  readonly country: string | undefined;
}

/** Digits with the usual separators. Letters, extensions and URIs are refused. */
const WRITTEN_BY_A_PERSON = /^(?:\+|00)?[0-9](?:[0-9 ().\-/]{3,30})$/;

/** Opening brackets and spaces before the number, and after its `+`. */
const OPENING = /^[ (]*(\+?)[ (]*/;

/** Format characters that a number copied from an address book or a web page may contain. */
const INVISIBLE = /\p{Cf}/gu;

/** Turns digits of any script, and typographic dashes and spaces, into ASCII. */
const toAscii = (text: string): string =>
  asciiDigits(text)
    .replace(INVISIBLE, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();

const toPhone = (number: PhoneNumber): Phone => ({ e164: number.number as E164, country: number.country });

const canBeMobile = (number: PhoneNumber): boolean => {
  const type = number.getType();
  return type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE';
};

const parseValid = (digits: string, country?: string): PhoneNumber | undefined => {
  const number = parsePhoneNumberFromString(digits, country as CountryCode | undefined);
  return number?.isValid() === true ? number : undefined;
};

/**
 * Parses a phone number as a person writes it. Landlines and VoIP numbers are valid too, because sharing the contact with
 * the bot proves who holds the number.
 * @param country ISO 3166-1 alpha-2, used only for a number in national form
 * @returns undefined if the text is no valid number
 */
export function parsePhone(written: string, country?: string): Phone | undefined {
  const text = toAscii(written).replace(OPENING, '$1');
  if (!WRITTEN_BY_A_PERSON.test(text)) return undefined;
  const digits = text.replace(/[^0-9]/g, '');
  const number = /^(?:\+|00)/.test(text)
    ? parseValid(`+${text.startsWith('00') ? digits.slice(2) : digits}`)
    : withoutPlus(digits, country);
  return number && toPhone(number);
}

/**
 * Chooses between the national and the international reading of digits without a `+`.
 * - Usually the person's country decides: `8 499 123-45-67` in Russia is not a Vietnamese number.
 * - If both readings belong to that country, a mobile number wins, else the international reading: `49151…` in Germany is a
 *   mobile number, and no landline without its 0.
 * - The metadata accepts nearly any eleven digits as a German landline, and many as a Chinese one. So if only the
 *   international reading can be mobile, and there is no trunk prefix such as the Russian 8, that reading wins.
 */
function withoutPlus(digits: string, country: string | undefined): PhoneNumber | undefined {
  const international = parseValid(`+${digits}`);
  const national = country === undefined ? undefined : parseValid(digits, country);
  if (international === undefined || national === undefined) return national ?? international;
  if (national.countryCallingCode !== international.countryCallingCode) {
    const isForeignMobile = canBeMobile(international) && !canBeMobile(national);
    return isForeignMobile && national.nationalNumber === digits ? international : national;
  }
  return canBeMobile(national) && !canBeMobile(international) ? national : international;
}

const CONTACT_NUMBER = /^\+?[0-9][0-9 ()-]{6,22}$/;

/**
 * Parses the `phone_number` of a Telegram contact, which is text that a client wrote. It is read as international, without
 * a default country, and the result must have exactly the digits that were sent: libphonenumber alone reads
 * `1234567;phone-context=+7701` as a Kazakh number.
 */
export function parseContactPhone(sent: string): Phone | undefined {
  if (!CONTACT_NUMBER.test(sent)) return undefined;
  const digits = sent.replace(/[^0-9]/g, '');
  const number = parsePhoneNumberFromString(`+${digits}`);
  if (number?.isValid() !== true || number.number !== `+${digits}`) return undefined;
  return toPhone(number);
}

/** The digits of a number in the plan that Kazakhstan and Russia share. The metadata group them by country. */
const PLUS_SEVEN = /^\+7(\d{3})(\d{3})(\d\d)(\d\d)$/;

/** A phone as people write it: `+7 701 234 56 78`. */
export function formatPhone(phone: E164): string {
  if (PLUS_SEVEN.test(phone)) return phone.replace(PLUS_SEVEN, '+7 $1 $2 $3 $4');
  return parsePhoneNumberFromString(phone)?.formatInternational() ?? phone;
}

/** Masks a phone for logs, and for people who may not see all of it: `+7***67`. */
export function maskPhone(phone: string): string {
  return `${phone.slice(0, 2)}***${phone.slice(-2)}`;
}

/** The country of a phone as ISO 3166-1 alpha-2, if the number has one. */
export function phoneCountry(phone: E164): string | undefined {
  return parsePhoneNumberFromString(phone)?.country;
}
