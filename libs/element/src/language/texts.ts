import { en } from './en.ts';
import { kk } from './kk.ts';
import type { Language } from '@otpravka/client';
import { ru } from './ru.ts';
import { uz } from './uz.ts';

export type TextKey = keyof typeof ru;
export type Texts = Readonly<Record<TextKey, string>>;

/** The texts in every language; the compiler reports a missing one. */
export const TEXTS: Readonly<Record<Language, Texts>> = { ru, en, kk, uz };

/** Replaces each `{name}` that has a value. */
export const interpolate = (text: string, values: Readonly<Record<string, string | number>>): string =>
  text.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));
