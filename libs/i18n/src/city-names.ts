import type { Language } from '@app/contract';
import otherCities from './city-names.json';
import { namesOf } from './joined-names';

type Cities = readonly (readonly [zone: string, ru: string, kk: string, uz: string, en: string])[];

/**
 * The cities of the time zones of the countries that the sign-in page lists first, as people call them. `city-names.json` has all
 * others, from CLDR (scripts/places.mjs), because ICU names the country or a region instead of the city for most zones.
 */
const CITIES: Cities = [
  ['Asia/Almaty', 'Алматы', 'Алматы', 'Olmaota', 'Almaty'],
  ['Asia/Qyzylorda', 'Кызылорда', 'Қызылорда', 'Qizilo‘rda', 'Kyzylorda'],
  ['Asia/Qostanay', 'Костанай', 'Қостанай', 'Qo‘stanay', 'Kostanay'],
  ['Asia/Aqtobe', 'Актобе', 'Ақтөбе', 'Aqto‘ba', 'Aktobe'],
  ['Asia/Aqtau', 'Актау', 'Ақтау', 'Aqtau', 'Aktau'],
  ['Asia/Atyrau', 'Атырау', 'Атырау', 'Atirau', 'Atyrau'],
  ['Asia/Oral', 'Уральск', 'Орал', 'Oral', 'Oral'],
  ['Asia/Tashkent', 'Ташкент', 'Ташкент', 'Toshkent', 'Tashkent'],
  ['Asia/Samarkand', 'Самарканд', 'Самарқанд', 'Samarqand', 'Samarkand'],
  ['Europe/Moscow', 'Москва', 'Мәскеу', 'Moskva', 'Moscow'],
  ['Europe/Kaliningrad', 'Калининград', 'Калининград', 'Kaliningrad', 'Kaliningrad'],
  ['Europe/Kirov', 'Киров', 'Киров', 'Kirov', 'Kirov'],
  ['Europe/Volgograd', 'Волгоград', 'Волгоград', 'Volgograd', 'Volgograd'],
  ['Europe/Astrakhan', 'Астрахань', 'Астрахан', 'Astraxan', 'Astrakhan'],
  ['Europe/Saratov', 'Саратов', 'Саратов', 'Saratov', 'Saratov'],
  ['Europe/Ulyanovsk', 'Ульяновск', 'Ульяновск', 'Ulyanovsk', 'Ulyanovsk'],
  ['Europe/Samara', 'Самара', 'Самара', 'Samara', 'Samara'],
  ['Asia/Yekaterinburg', 'Екатеринбург', 'Екатеринбург', 'Yekaterinburg', 'Yekaterinburg'],
  ['Asia/Omsk', 'Омск', 'Омбы', 'Omsk', 'Omsk'],
  ['Asia/Novosibirsk', 'Новосибирск', 'Новосібір', 'Novosibirsk', 'Novosibirsk'],
  ['Asia/Barnaul', 'Барнаул', 'Барнаул', 'Barnaul', 'Barnaul'],
  ['Asia/Tomsk', 'Томск', 'Томск', 'Tomsk', 'Tomsk'],
  ['Asia/Novokuznetsk', 'Новокузнецк', 'Новокузнецк', 'Novokuznetsk', 'Novokuznetsk'],
  ['Asia/Krasnoyarsk', 'Красноярск', 'Красноярск', 'Krasnoyarsk', 'Krasnoyarsk'],
  ['Asia/Irkutsk', 'Иркутск', 'Иркутск', 'Irkutsk', 'Irkutsk'],
  ['Asia/Chita', 'Чита', 'Чита', 'Chita', 'Chita'],
  ['Asia/Yakutsk', 'Якутск', 'Якутск', 'Yakutsk', 'Yakutsk'],
  ['Asia/Khandyga', 'Хандыга', 'Хандыга', 'Xandiga', 'Khandyga'],
  ['Asia/Vladivostok', 'Владивосток', 'Владивосток', 'Vladivostok', 'Vladivostok'],
  ['Asia/Ust-Nera', 'Усть-Нера', 'Усть-Нера', 'Ust-Nera', 'Ust-Nera'],
  ['Asia/Magadan', 'Магадан', 'Магадан', 'Magadan', 'Magadan'],
  ['Asia/Sakhalin', 'Сахалин', 'Сахалин', 'Saxalin', 'Sakhalin'],
  ['Asia/Srednekolymsk', 'Среднеколымск', 'Среднеколымск', 'Srednekolimsk', 'Srednekolymsk'],
  ['Asia/Kamchatka', 'Камчатка', 'Камчатка', 'Kamchatka', 'Kamchatka'],
  ['Asia/Anadyr', 'Анадырь', 'Анадыр', 'Anadir', 'Anadyr'],
  ['Asia/Bishkek', 'Бишкек', 'Бішкек', 'Bishkek', 'Bishkek'],
  ['Asia/Dushanbe', 'Душанбе', 'Душанбе', 'Dushanbe', 'Dushanbe'],
  ['Asia/Ashgabat', 'Ашхабад', 'Ашхабад', 'Ashxobod', 'Ashgabat'],
  ['Europe/Minsk', 'Минск', 'Минск', 'Minsk', 'Minsk'],
  ['Europe/Kyiv', 'Киев', 'Киев', 'Kiyev', 'Kyiv'],
  ['Europe/Kiev', 'Киев', 'Киев', 'Kiyev', 'Kyiv'],
  ['Europe/Chisinau', 'Кишинёв', 'Кишинев', 'Kishinyov', 'Chisinau'],
  ['Asia/Tbilisi', 'Тбилиси', 'Тбилиси', 'Tbilisi', 'Tbilisi'],
  ['Asia/Yerevan', 'Ереван', 'Ереван', 'Yerevan', 'Yerevan'],
  ['Asia/Baku', 'Баку', 'Баку', 'Boku', 'Baku'],
  ['Asia/Ulaanbaatar', 'Улан-Батор', 'Ұлан-Батор', 'Ulan-Bator', 'Ulaanbaatar'],
  ['Europe/Istanbul', 'Стамбул', 'Стамбұл', 'Istanbul', 'Istanbul'],
  ['Asia/Dubai', 'Дубай', 'Дубай', 'Dubay', 'Dubai'],
  ['Asia/Shanghai', 'Шанхай', 'Шанхай', 'Shanxay', 'Shanghai'],
  ['Asia/Urumqi', 'Урумчи', 'Үрімжі', 'Urumchi', 'Urumqi'],
  ['Asia/Seoul', 'Сеул', 'Сеул', 'Seul', 'Seoul'],
  ['Europe/Berlin', 'Берлин', 'Берлин', 'Berlin', 'Berlin'],
  ['Europe/Warsaw', 'Варшава', 'Варшава', 'Varshava', 'Warsaw'],
  ['Europe/London', 'Лондон', 'Лондон', 'London', 'London'],
  ['America/New_York', 'Нью-Йорк', 'Нью-Йорк', 'Nyu-York', 'New York'],
  ['America/Detroit', 'Детройт', 'Детройт', 'Detroyt', 'Detroit'],
  ['America/Chicago', 'Чикаго', 'Чикаго', 'Chikago', 'Chicago'],
  ['America/Denver', 'Денвер', 'Денвер', 'Denver', 'Denver'],
  ['America/Phoenix', 'Финикс', 'Финикс', 'Finiks', 'Phoenix'],
  ['America/Los_Angeles', 'Лос-Анджелес', 'Лос-Анджелес', 'Los-Anjeles', 'Los Angeles'],
];

const NAMES: ReadonlyMap<string, Readonly<Record<Language, string>>> = new Map([
  ...CITIES.map(([zone, ru, kk, uz, en]) => [zone, { ru, kk, uz, en }] as const),
  ...Object.entries(otherCities).map(([zone, joined]) => [zone, namesOf(joined)] as const),
]);

/** Former names of zones, which are in the list by their present names. */
const FORMER: ReadonlySet<string> = new Set(['Europe/Kiev']);

/** The time zones that a person can choose from: those of the countries that the sign-in page lists first come first. */
export const TIME_ZONES: readonly string[] = [...NAMES.keys()].filter((zone) => !FORMER.has(zone));

/** @returns undefined for a zone that is not in the list */
export const cityName = (language: Language, zone: string): string | undefined => NAMES.get(zone)?.[language];
