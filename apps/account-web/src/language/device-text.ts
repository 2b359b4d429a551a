import { clientOf } from '@app/contract';
import type { Translator } from './translator';

/** The browser and the system of a user agent, as names of a closed list: "Chrome, Android". */
export function deviceText(translator: Translator, userAgent: string): string {
  const { browser, system } = clientOf(userAgent);
  return `${browser || translator.text('unknownBrowser')}, ${system || translator.text('unknownSystem')}`;
}
