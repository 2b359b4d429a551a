import type { Language } from '@app/contract';
import { en } from './en';
import { kk } from './kk';
import { ru } from './ru';
import { uz } from './uz';

export type TextKey = keyof typeof ru;
export type Texts = Readonly<Record<TextKey, string>>;

/** The texts in every language of the contract; the compiler reports a missing one. */
export const TEXTS: Readonly<Record<Language, Texts>> = { ru, en, kk, uz };

/** Replaces each `{name}` that has a value. */
export const interpolate = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));
