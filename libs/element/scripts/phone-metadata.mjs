/**
 * Writes `src/phone/phone-metadata.json`, or prints it with `--print`: what libphonenumber knows, without the formats of numbers that receive no Telegram. For each
 * country the formats of its mobile numbers stay, for any first digits. That is half of the compressed size.
 */
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const metadata = require('libphonenumber-js/metadata.min.json');
const examples = require('libphonenumber-js/mobile/examples');

/** The places of the arrays of libphonenumber-js that are used here. */
const [CALLING_CODE, CALLS_ABROAD, FORMATS, LEADING_DIGITS_OF_COUNTRY, TYPES] = [0, 1, 4, 10, 11];
/** In place of the prefix for calls abroad, which the field turns into a plus by itself. It matches nothing. */
const NEVER = 'x';
const [PATTERN, LEADING_DIGITS] = [0, 2];

const startsAsOneOf = (leadingDigits, phone) =>
  leadingDigits === undefined || new RegExp(`^(?:${leadingDigits.at(-1)})`).test(phone);

/** The formats for the mobile numbers of a country, each for all numbers that its pattern fits. */
function mobileFormats(formats, phone) {
  const used = formats.find(
    (format) =>
      new RegExp(`^(?:${format[PATTERN]})$`).test(phone) && startsAsOneOf(format[LEADING_DIGITS], phone),
  );
  return used === undefined ? 0 : [used.map((part, index) => (index === LEADING_DIGITS ? 0 : part))];
}

export function phoneMetadata() {
  const countries = Object.entries(metadata.countries).map(([country, known]) => {
    const phone = examples[country];
    const part = (value, index) => {
      if (index === CALLS_ABROAD) return NEVER;
      return index === FORMATS && value ? mobileFormats(value, phone) : value;
    };
    // The types of numbers tell countries with a common calling code apart.
    const isShared = metadata.country_calling_codes[known[CALLING_CODE]].length > 1;
    return [country, known.slice(0, (isShared ? TYPES : LEADING_DIGITS_OF_COUNTRY) + 1).map(part)];
  });
  return { ...metadata, countries: Object.fromEntries(countries), nonGeographic: {} };
}

const text = `${JSON.stringify(phoneMetadata())}\n`;
if (process.argv.includes('--print')) process.stdout.write(text);
else writeFileSync(fileURLToPath(new URL('../src/phone/phone-metadata.json', import.meta.url)), text);
