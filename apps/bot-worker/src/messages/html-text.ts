import type { Language } from '@app/contract';
import { text, type TextKey } from '@app/i18n';

export type TextParams = Readonly<Record<string, string | number>>;

/** Control characters, and characters that change the direction of the text around them. */
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Makes a value that came from outside plain text in HTML. Telegram rejects half of a surrogate pair. */
const escaped = (value: string): string =>
  value
    .replace(INVISIBLE, '')
    .replace(/\p{Cs}/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

/** A text of the bot as HTML (Bot API: HTML style). Every parameter is escaped here, so no caller has to remember it. */
export function htmlText(language: Language, key: TextKey, params: TextParams = {}): string {
  const entries = Object.entries(params).map(
    ([name, value]) => [name, typeof value === 'string' ? escaped(value) : value] as const,
  );
  return text(language, key, Object.fromEntries(entries));
}
