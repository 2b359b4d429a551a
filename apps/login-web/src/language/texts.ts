import type { Language } from '@app/contract';
import { en } from './en';
import { kk } from './kk';
import { ru } from './ru';
import { uz } from './uz';

export type TextKey = keyof typeof ru;
export type Texts = Readonly<Record<TextKey, string>>;

/** Every language of the contract; the compiler finds a missing one. */
export const TEXTS: Readonly<Record<Language, Texts>> = { ru, en, kk, uz };

/** Puts values in the places of `{name}`. */
export const filled = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
