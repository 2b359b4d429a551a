import type { Language } from '@app/contract';

/** Reads an entry of the tables that `scripts/places.mjs` writes. */
export function namesOf(joined: string): Readonly<Record<Language, string>> {
  const [ru = '', kk = '', uz = '', en = ''] = joined.split('|');
  return { ru, kk, uz, en };
}
