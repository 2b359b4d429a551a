import { CURRENCIES, currencyText, offsetText, TIME_ZONES, timeZoneName } from '@app/i18n';
import type { Language } from '@otpravka/client';
import { optional } from '@otpravka/element/pages';

/** An entry of a list that a person searches. */
export interface Choice {
  readonly value: string;
  readonly name: string;
  /** A short text beside the name. */
  readonly aside: string;
}

/** Returns the entries that a typed text means. */
export type FindChoices = (language: Language, typed: string) => Choice[];

/** Lower case, without accents and apostrophes, so that `ozb` finds `O‘zbek`, and with one kind of minus. */
const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f‘’ʻ'`.]/g, '')
    .replace(/[−–]/g, '-')
    .toLowerCase()
    .trim();

/** The languages in which a person may search: their own, and those that most people know. */
const searched = (language: Language): readonly Language[] => [...new Set([language, 'ru', 'en'] as const)];

interface Entry extends Choice {
  readonly words: readonly string[];
}

/** Entries whose words begin with the text come first. */
function find(entries: readonly Entry[], typed: string): Choice[] {
  const wanted = folded(typed);
  if (wanted === '') return [...entries];
  const begins = ({ words }: Entry): boolean => words.some((word) => word.startsWith(wanted));
  const found = entries.filter(({ words }) => words.some((word) => word.includes(wanted)));
  return [...found.filter(begins), ...found.filter((entry) => !begins(entry))];
}

/** Makes the entries of a language once: hundreds of names take a while. */
function remembered(make: (language: Language) => Entry[]): FindChoices {
  const made = new Map<Language, Entry[]>();
  return (language, typed) => {
    const entries = made.get(language) ?? make(language);
    made.set(language, entries);
    return find(entries, typed);
  };
}

const byName = (a: Choice, b: Choice): number => a.name.localeCompare(b.name);

/** The first ones stay in their order, because most people look for one of them. */
const sortedAfter = (count: number, entries: readonly Entry[]): Entry[] => [
  ...entries.slice(0, count),
  ...entries.slice(count).sort(byName),
];

const COMMON_CURRENCIES = 7;
const COMMON_ZONES = 9;

const withoutCode = (text: string): string => text.replace(/ \([A-Z]{3}\)$/, '');

export const findCurrencies = remembered((language) =>
  sortedAfter(
    COMMON_CURRENCIES,
    CURRENCIES.map((code) => {
      const name = (each: Language): string => withoutCode(optional(() => currencyText(each, code)) ?? code);
      const words = [code, ...searched(language).map(name)].map(folded);
      return { value: code, name: name(language), aside: code, words };
    }),
  ),
);

export const findTimeZones = remembered((language) => {
  const now = new Date();
  return sortedAfter(
    COMMON_ZONES,
    TIME_ZONES.map((zone) => {
      const name = (each: Language): string => timeZoneName(each, zone) ?? zone;
      const offset = optional(() => offsetText(zone, now)) ?? '';
      const words = [offset, offset.replace('UTC', ''), ...searched(language).map(name)].map(folded);
      return { value: zone, name: name(language), aside: offset, words };
    }),
  );
});
