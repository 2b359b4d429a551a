/**
 * The client of a `User-Agent` header (RFC 9110, 10.1.5), by names of our own closed list, so that no character of a user agent is
 * shown to a person (docs/security.md).
 */
export interface Client {
  readonly browser: string;
  readonly system: string;
}

type Names = readonly (readonly [name: string, pattern: RegExp])[];

/** The first match wins, because most browsers also call themselves Chrome or Safari. */
const BROWSERS: Names = [
  ['Telegram', /\bTelegram/],
  ['Яндекс Браузер', /\bYaBrowser\//],
  ['Samsung Internet', /\bSamsungBrowser\//],
  ['Mi Browser', /\bMiuiBrowser\//],
  ['UC Browser', /\bUCBrowser\//],
  ['Opera', /\b(?:OPR|OPT|OPX|Opera)\//],
  ['Vivaldi', /\bVivaldi\//],
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Instagram', /\bInstagram\b/],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS|Chromium|HeadlessChrome)\//],
  ['Safari', /\bVersion\/[\d.]+.*\bSafari\//],
];

const SYSTEMS: Names = [
  ['iPad', /\biPad\b/],
  ['iPhone', /\biPhone\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['macOS', /\bMac OS X\b|\bMacintosh\b/],
  ['Linux', /\bLinux\b|\bX11\b/],
];

const nameIn = (names: Names, userAgent: string): string =>
  names.find(([, pattern]) => pattern.test(userAgent))?.[0] ?? '';

/** `''` stands for a browser or a system that is not in the list. */
export const clientOf = (userAgent: string): Client => ({
  browser: nameIn(BROWSERS, userAgent),
  system: nameIn(SYSTEMS, userAgent),
});
