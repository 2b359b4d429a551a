import type { E164, Language } from '@app/contract';
import countryToCurrency, { type Countries } from 'country-to-currency';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** The profile of a new shop. The owner may change it. */
export interface Profile {
  readonly language: Language;
  /** ISO 4217. */
  readonly currency: string;
  /** IANA time zone. */
  readonly timezone: string;
}

/** Countries where most shop owners read Russian. Uzbekistan has its own language below. */
const RUSSIAN = new Set(['RU', 'BY', 'KZ', 'KG', 'TJ', 'TM', 'AM', 'MD']);

/** The time zone where most people live, for countries with several time zones. */
const MAIN_TIMEZONE: Readonly<Record<string, string>> = {
  AR: 'America/Buenos_Aires',
  AU: 'Australia/Sydney',
  BR: 'America/Sao_Paulo',
  CA: 'America/Toronto',
  CD: 'Africa/Kinshasa',
  CL: 'America/Santiago',
  CN: 'Asia/Shanghai',
  CY: 'Asia/Nicosia',
  DE: 'Europe/Berlin',
  EC: 'America/Guayaquil',
  ES: 'Europe/Madrid',
  FM: 'Pacific/Ponape',
  GL: 'America/Godthab',
  ID: 'Asia/Jakarta',
  KI: 'Pacific/Tarawa',
  KZ: 'Asia/Almaty',
  MH: 'Pacific/Majuro',
  MN: 'Asia/Ulaanbaatar',
  MX: 'America/Mexico_City',
  MY: 'Asia/Kuala_Lumpur',
  NZ: 'Pacific/Auckland',
  PF: 'Pacific/Tahiti',
  PG: 'Pacific/Port_Moresby',
  PS: 'Asia/Gaza',
  PT: 'Europe/Lisbon',
  RU: 'Europe/Moscow',
  UA: 'Europe/Kiev',
  US: 'America/New_York',
  UZ: 'Asia/Tashkent',
  XK: 'Europe/Belgrade',
};

/** ECMA-402 Intl Locale Info: newer versions of Node have the method, older ones the property. */
type LocaleInfo = { timeZones?: readonly string[]; getTimeZones?: () => readonly string[] };

function timezoneOf(country: string): string {
  const main = MAIN_TIMEZONE[country];
  if (main !== undefined) return main;
  const locale = new Intl.Locale(`und-${country}`) as LocaleInfo;
  return (locale.getTimeZones?.() ?? locale.timeZones)?.[0] ?? 'UTC';
}

const languageOf = (country: string): Language => {
  if (country === 'UZ') return 'uz';
  return RUSSIAN.has(country) ? 'ru' : 'en';
};

/** The language, currency and time zone of the phone's country; en, USD and UTC for a phone without a country. */
export function profileOf(phone: E164): Profile {
  const country = parsePhoneNumberFromString(phone)?.country;
  if (country === undefined) return { language: 'en', currency: 'USD', timezone: 'UTC' };
  return {
    language: languageOf(country),
    currency: countryToCurrency[country as Countries] ?? 'USD',
    timezone: timezoneOf(country),
  };
}
