import type { CommonCountry, Country } from './countries.ts';

/**
 * The time zones of the countries, with former names such as Kiev that some browsers still return. Zones of disputed areas
 * are left out.
 */
const ZONES: Readonly<Record<CommonCountry, string>> = {
  KZ: 'Asia/Almaty Asia/Qyzylorda Asia/Qostanay Asia/Aqtobe Asia/Aqtau Asia/Atyrau Asia/Oral',
  UZ: 'Asia/Tashkent Asia/Samarkand',
  RU: `Europe/Moscow Europe/Kaliningrad Europe/Kirov Europe/Volgograd Europe/Astrakhan Europe/Saratov Europe/Ulyanovsk
    Europe/Samara Asia/Yekaterinburg Asia/Omsk Asia/Novosibirsk Asia/Barnaul Asia/Tomsk Asia/Novokuznetsk
    Asia/Krasnoyarsk Asia/Irkutsk Asia/Chita Asia/Yakutsk Asia/Khandyga Asia/Vladivostok Asia/Ust-Nera Asia/Magadan
    Asia/Sakhalin Asia/Srednekolymsk Asia/Kamchatka Asia/Anadyr`,
  KG: 'Asia/Bishkek',
  TJ: 'Asia/Dushanbe',
  TM: 'Asia/Ashgabat',
  BY: 'Europe/Minsk',
  UA: 'Europe/Kyiv Europe/Kiev Europe/Uzhgorod Europe/Zaporozhye',
  MD: 'Europe/Chisinau Europe/Tiraspol',
  GE: 'Asia/Tbilisi',
  AM: 'Asia/Yerevan',
  AZ: 'Asia/Baku',
  MN: 'Asia/Ulaanbaatar Asia/Ulan_Bator Asia/Hovd Asia/Choibalsan',
  TR: 'Europe/Istanbul Asia/Istanbul',
  AE: 'Asia/Dubai',
  CN: 'Asia/Shanghai Asia/Urumqi',
  KR: 'Asia/Seoul',
  DE: 'Europe/Berlin Europe/Busingen',
  PL: 'Europe/Warsaw',
  GB: 'Europe/London',
  US: 'America/New_York America/Detroit America/Chicago America/Denver America/Phoenix America/Los_Angeles America/Anchorage Pacific/Honolulu',
};

const COUNTRY_OF = new Map(
  Object.entries(ZONES).flatMap(([country, zones]) =>
    zones.split(/\s+/).map((zone) => [zone, country as Country] as const),
  ),
);

/** Returns the country of a time zone, or undefined if the zone is in none of our countries. */
export const countryOfZone = (timeZone = ''): Country | undefined => COUNTRY_OF.get(timeZone);
