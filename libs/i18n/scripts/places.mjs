/**
 * Writes `src/city-names.json` and `src/currency-names.json`: the names that browsers and small ICU builds lack. The cities come from
 * CLDR (Unicode License v3), whose package is needed for this script alone:
 *   npm pack cldr-dates-full@48.2.0 && tar xf cldr-dates-full-48.2.0.tgz && node libs/i18n/scripts/places.mjs package
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import countryToCurrency from 'country-to-currency';

const LANGUAGES = ['ru', 'kk', 'uz', 'en'];
const [cldr] = process.argv.slice(2);
const source = (name) => new URL(`../src/${name}`, import.meta.url);

const zonesOf = (language) => {
  const file = join(cldr, 'main', language, 'timeZoneNames.json');
  return JSON.parse(readFileSync(file, 'utf8')).main[language].dates.timeZoneNames.zone;
};

/** Our texts write the letter oʻ with another apostrophe than CLDR. */
const written = (name) => name.replace(/ʻ/g, '‘');

const cityIn = (zones, zone) => {
  const found = zone.split('/').reduce((place, part) => place?.[part], zones)?.exemplarCity;
  return written(found ?? zone.split('/').at(-1).replace(/_/g, ' '));
};

/** Cities that `city-names.ts` names itself. */
const own = new Set(readFileSync(source('city-names.ts'), 'utf8').match(/(?<=^ {2}\[')[A-Z][^']+/gm));

const zones = LANGUAGES.map(zonesOf);
const cities = Intl.supportedValuesOf('timeZone')
  .filter((zone) => zone.includes('/') && !zone.startsWith('Etc/') && !own.has(zone))
  .map((zone) => [zone, zones.map((names) => cityIn(names, zone))]);

/** The API accepts only what its ICU knows, so run this with the oldest Node that we support. */
const known = new Set(Intl.supportedValuesOf('currency'));
const currencies = [...new Set(Object.values(countryToCurrency.default ?? countryToCurrency))]
  .filter((code) => known.has(code))
  .sort()
  .map((code) => [
    code,
    LANGUAGES.map((language) => written(new Intl.DisplayNames(language, { type: 'currency' }).of(code))),
  ]);

/** The names of an entry are one text, in the order of `LANGUAGES` and with a bar between them. */
function write(name, entries) {
  const joined = entries.map(([key, names]) => [key, names.join('|')]);
  writeFileSync(source(name), `${JSON.stringify(Object.fromEntries(joined), undefined, 2)}\n`);
}
write('city-names.json', cities);
write('currency-names.json', currencies);
