/** Who asks, in names of ours: no character of a user agent reaches a person (design: a code message). */
export interface Client {
  readonly browser: string;
  readonly system: string;
}

type Names = readonly (readonly [name: string, sign: RegExp])[];

/** The first that fits wins: most browsers also call themselves Chrome or Safari. */
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

const LONGEST_READ = 512;

const nameIn = (names: Names, userAgent: string): string =>
  names.find(([, sign]) => sign.test(userAgent))?.[0] ?? '';

/** `''` where the user agent says nothing that we know. */
export function clientOf(userAgent: string | undefined): Client {
  const read = (userAgent ?? '').slice(0, LONGEST_READ);
  return { browser: nameIn(BROWSERS, read), system: nameIn(SYSTEMS, read) };
}
