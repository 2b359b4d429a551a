import type { Language } from '@app/contract';
import { text, type TextKey } from '@app/i18n';

/** A part of a text that is HTML already. */
export class Html {
  private constructor(readonly html: string) {}

  static escape(value: string): Html {
    return new Html(escaped(value));
  }

  /**
   * Shows a value in monospace, where Telegram finds no links. It makes a link of an IP address, and a stranger may own the
   * address that a message shows.
   */
  static code(value: string): Html {
    return new Html(`<code>${escaped(value)}</code>`);
  }

  static text(language: Language, key: TextKey, params: TextParams): Html {
    return new Html(htmlText(language, key, params));
  }
}

export type TextParams = Readonly<Record<string, string | number | Html>>;

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

function paramHtml(value: string | number | Html): string | number {
  if (value instanceof Html) return value.html;
  return typeof value === 'string' ? escaped(value) : value;
}

/** A text of the bot as HTML (Bot API: HTML style). Every plain parameter is escaped here, so no caller has to remember it. */
export function htmlText(language: Language, key: TextKey, params: TextParams = {}): string {
  const entries = Object.entries(params).map(([name, value]) => [name, paramHtml(value)] as const);
  return text(language, key, Object.fromEntries(entries));
}
