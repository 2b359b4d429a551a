import { parsePhoneNumberFromString, type CountryCode, type PhoneNumber } from 'libphonenumber-js/max';

/** A phone number in E.164, `+` first: `+77011234567`. From the border on, every phone is one. */
export type E164 = string & { readonly __brand: 'E164' };

export interface Phone {
  readonly e164: E164;
  /** ISO 3166-1 alpha-2, where the number names one. */
  readonly country: string | undefined;
}

/** Digits with the separators people write; anything else (letters, extensions, URIs) is no phone to us. */
const WRITTEN_BY_A_PERSON = /^(?:\+|00)?[0-9](?:[0-9 ().\-/]{4,30})$/;

/** A bracket or a space before the number or after its `+`. */
const OPENING = /^[ (]*(\+?)[ (]*/;

/** Format characters that come along when a number is copied out of an address book or a web page. */
const INVISIBLE = /\p{Cf}/gu;

/** Dashes and spaces of typography, as ASCII. */
const asPlain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();

const canBeMobile = (number: PhoneNumber): boolean => {
  const type = number.getType();
  return type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE';
};

const asPhone = (number: PhoneNumber): Phone => ({ e164: number.number as E164, country: number.country });

/**
 * A phone as a person writes it, in E.164.
 * @param country ISO 3166-1 alpha-2, read only for a number in national form
 * @returns undefined for what cannot be a mobile number
 */
export function parsePhone(written: string, country?: string): Phone | undefined {
  const text = asPlain(written).replace(OPENING, '$1');
  if (!WRITTEN_BY_A_PERSON.test(text)) return undefined;

  const digits = text.replace(/[^0-9]/g, '');
  const international = /^(?:\+|00)/.test(text);
  const readings = international
    ? [parsePhoneNumberFromString(`+${text.startsWith('00') ? digits.slice(2) : digits}`)]
    : [
        country === undefined ? undefined : parsePhoneNumberFromString(digits, country as CountryCode),
        parsePhoneNumberFromString(`+${digits}`),
      ];
  const mobile = firstMobile(readings);
  return mobile && asPhone(mobile);
}

/**
 * A landline of the person's country is not read as a mobile number of another one: `8 499 123-45-67` in Russia is not
 * Vietnamese. But a German `49151…` without its `+` is mobile, though it could also be somebody's landline there.
 */
function firstMobile(readings: readonly (PhoneNumber | undefined)[]): PhoneNumber | undefined {
  const [first, ...others] = readings.filter((number) => number?.isValid() === true) as PhoneNumber[];
  if (first === undefined || canBeMobile(first)) return first;
  return others.find(
    (number) => canBeMobile(number) && number.countryCallingCode === first.countryCallingCode,
  );
}

const CONTACT_NUMBER = /^\+?[0-9][0-9 ()-]{6,22}$/;

/**
 * The `phone_number` of a Telegram contact: text that a client wrote. It is read as international, with no default
 * country and no extraction, and must keep exactly the digits that were sent: libphonenumber reads
 * `1234567;phone-context=+7701` as a Kazakh number.
 */
export function parseContactPhone(sent: string): Phone | undefined {
  if (!CONTACT_NUMBER.test(sent)) return undefined;
  const digits = sent.replace(/[^0-9]/g, '');
  const number = parsePhoneNumberFromString(`+${digits}`);
  if (number?.isValid() !== true || number.number !== `+${digits}`) return undefined;
  return asPhone(number);
}

/** A phone for logs and for people who may not see all of it: `+7***67`. */
export function maskPhone(phone: string): string {
  return `${phone.slice(0, 2)}***${phone.slice(-2)}`;
}

/** ISO 3166-1 alpha-2 of a phone, where its number names one. */
export function phoneCountry(phone: E164): string | undefined {
  return parsePhoneNumberFromString(phone)?.country;
}
