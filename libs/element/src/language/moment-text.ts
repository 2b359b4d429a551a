import type { Language } from '@otpravka/client';

/** The names of the months as a date has them. Most browsers lack the Kazakh and Uzbek ones. */
const MONTHS: Readonly<Record<Language, string>> = {
  ru: 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря',
  kk: 'қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан',
  uz: 'yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr',
  en: 'January February March April May June July August September October November December',
};

/** The time of day by the browser's clock, such as "14:05". */
export const timeText = (at: Date): string =>
  [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');

/** A day of the year, as the language writes it: "28 ноября", "28-noyabr". */
const dayText = (language: Language, at: Date): string =>
  `${at.getDate()}${language === 'uz' ? '-' : ' '}${MONTHS[language].split(' ')[at.getMonth()]!}`;

/** A day and its time, by the browser's clock: "28 ноября, 14:05". */
export const momentText = (language: Language, at: Date): string =>
  `${dayText(language, at)}, ${timeText(at)}`;

/** A date, by the browser's clock: "28 ноября 2026 г.". */
export function dateText(language: Language, at: Date): string {
  const [day, year] = [dayText(language, at), at.getFullYear()];
  switch (language) {
    case 'ru':
      return `${day} ${year} г.`;
    case 'kk':
      return `${year} ж. ${day}`;
    case 'uz':
      return `${year}-yil ${day}`;
    case 'en':
      return `${day} ${year}`;
  }
}
