/** What the sign-in page has, too. */
import { AsYouType } from 'libphonenumber-js/min';
import type { Language } from '@otpravka/client';

export function optional<Result>(use: () => Result): Result | undefined {
  try {
    return use();
  } catch {
    return undefined;
  }
}

export type KeyValueStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export function withMemoryFallback(storage: () => Storage): KeyValueStorage {
  const copy = new Map<string, string>();
  return {
    getItem: (key) => copy.get(key) ?? optional(() => storage().getItem(key)) ?? null,
    setItem(key, value) {
      copy.set(key, value);
      optional(() => storage().setItem(key, value));
    },
    removeItem(key) {
      copy.delete(key);
      optional(() => storage().removeItem(key));
    },
  };
}

const LANGUAGES: readonly Language[] = ['ru', 'kk', 'uz', 'en'];
export const browserLanguages = (): readonly string[] => optional(() => navigator.languages) ?? [];
const supported = (tag: string | null | undefined): Language | undefined =>
  LANGUAGES.find((language) => language === tag?.toLowerCase().split('-')[0]);
export const chooseLanguage = (chosen: string | null | undefined, browser: readonly string[]): Language =>
  supported(chosen) ?? browser.map(supported).find((language) => language !== undefined) ?? 'ru';

export const interpolate = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));

const MONTHS: Readonly<Record<Language, string>> = {
  ru: 'января февраля марта апреля мая июня июля августа сентября октября ноября декабря',
  kk: 'қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан',
  uz: 'yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr',
  en: 'January February March April May June July August September October November December',
};
export const timeText = (at: Date): string =>
  [at.getHours(), at.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
const dayText = (language: Language, at: Date): string =>
  `${at.getDate()}${language === 'uz' ? '-' : ' '}${MONTHS[language].split(' ')[at.getMonth()]!}`;
export const momentText = (language: Language, at: Date): string =>
  `${dayText(language, at)}, ${timeText(at)}`;
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

export const formatPhone = (typed: string): string =>
  new AsYouType().input(typed).replace(/^(\+7 7\d\d \d{3}) (\d\d)(\d\d)$/, '$1 $2 $3');
