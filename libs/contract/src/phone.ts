import { parsePhoneNumberFromString, type CountryCode, type PhoneNumber } from 'libphonenumber-js/max';
import { asciiDigits } from './digits';

/** A phone number in E.164, `+` first: `+77011234567`. From the border on, every phone is one. */
export type E164 = string & { readonly __brand: 'E164' };

export interface Phone {
  readonly e164: E164;
  /** ISO 3166-1 alpha-2, where the number names one. */
  readonly country: string | undefined;
}

/** Digits with the separators that people write. Letters, extensions and URIs do not belong to a phone number. */
const WRITTEN_BY_A_PERSON = /^(?:\+|00)?[0-9](?:[0-9 ().\-/]{3,30})$/;

/** A bracket or a space before the number or after its `+`. */
const OPENING = /^[ (]*(\+?)[ (]*/;

/** Format characters that come along when a number is copied out of an address book or a web page. */
const INVISIBLE = /\p{Cf}/gu;

/** Digits of any script, and the dashes and spaces of typography, as ASCII. */
const asPlain = (text: string): string =>
  asciiDigits(text)
    .replace(INVISIBLE, '')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\s+/g, ' ')
    .trim();

const asPhone = (number: PhoneNumber): Phone => ({ e164: number.number as E164, country: number.country });

const canBeMobile = (number: PhoneNumber): boolean => {
  const type = number.getType();
  return type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE';
};

const valid = (digits: string, country?: string): PhoneNumber | undefined => {
  const number = parsePhoneNumberFromString(digits, country as CountryCode | undefined);
  return number?.isValid() === true ? number : undefined;
};

/**
 * The one reader of phone numbers: a phone as a person writes it, in E.164. Every valid number is read, landlines and VoIP
 * too: whoever shares it with the bot as the own contact holds it.
 * @param country ISO 3166-1 alpha-2, read only for a number in national form
 * @returns undefined for what cannot be read
 */
export function parsePhone(written: string, country?: string): Phone | undefined {
  const text = asPlain(written).replace(OPENING, '$1');
  if (!WRITTEN_BY_A_PERSON.test(text)) return undefined;
  const digits = text.replace(/[^0-9]/g, '');
  const number = /^(?:\+|00)/.test(text)
    ? valid(`+${text.startsWith('00') ? digits.slice(2) : digits}`)
    : withoutPlus(digits, country);
  return number && asPhone(number);
}

/**
 * The country of the person decides: `8 499 123-45-67` in Russia is not Vietnamese. Where the digits are two numbers of that
 * country, the mobile one is meant, else the one without its `+`: `49151…` in Germany is no landline without its 0. The
 * metadata takes nearly any eleven digits for a German landline, and many for a Chinese one, so a number that can only be
 * mobile with its `+`, and was typed without a trunk prefix such as the Russian 8, is one of another country.
 */
function withoutPlus(digits: string, country: string | undefined): PhoneNumber | undefined {
  const international = valid(`+${digits}`);
  const national = country === undefined ? undefined : valid(digits, country);
  if (international === undefined || national === undefined) return national ?? international;
  if (national.countryCallingCode !== international.countryCallingCode) {
    const isForeignMobile = canBeMobile(international) && !canBeMobile(national);
    return isForeignMobile && national.nationalNumber === digits ? international : national;
  }
  return canBeMobile(national) && !canBeMobile(international) ? national : international;
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
