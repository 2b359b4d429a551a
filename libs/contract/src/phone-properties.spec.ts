import fc from 'fast-check';
import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
  type PhoneNumber,
} from 'libphonenumber-js/max';
import { parseContactPhone, parsePhone } from './phone';

const e164 = (written: string, country?: string) => parsePhone(written, country)?.e164;

describe('a phone as a person writes it', () => {
  /** Valid numbers of every type and country. */
  const number = fc
    .tuple(fc.constantFrom(...getCountries()), fc.array(fc.nat(9), { minLength: 4, maxLength: 12 }))
    .map(([country, digits]) =>
      parsePhoneNumberFromString(`+${getCountryCallingCode(country)}${digits.join('')}`),
    )
    .filter((found): found is PhoneNumber => found?.isValid() === true && found.country !== undefined);

  /**
   * Whether digits without a plus can be read in only one way. Some are two numbers of one country, such as a short Italian
   * number that begins with Italy's own code. Others are a landline at home and a mobile number abroad. Two zeros stand for a
   * plus, but Tajikistan has numbers that begin with two zeros.
   */
  const hasOneReading = (form: string, country: CountryCode): boolean => {
    const digits = form.replace(/\D/g, '');
    const readings = [parsePhoneNumberFromString(`+${digits}`), parsePhoneNumberFromString(digits, country)];
    if (digits.startsWith('00')) return false;
    const [abroad, home] = readings.map((each) => (each?.isValid() === true ? each : undefined));
    const mobile = [abroad, home].map((each) => /MOBILE/.test(each?.getType() ?? ''));
    if (mobile[0] && !mobile[1] && home?.nationalNumber === digits) return false;
    const ofCountry = readings.filter(
      (each) => each?.isValid() && each.countryCallingCode === getCountryCallingCode(country),
    );
    return new Set(ofCountry.map((each) => each!.number)).size === 1;
  };

  it('is the same number in all its forms, in every country', () => {
    fc.assert(
      fc.property(number, (found) => {
        const { country, number: expected } = found;
        const digits = expected.slice(1);
        for (const form of [expected, found.formatInternational(), `00${digits}`]) {
          expect(e164(form)).toBe(expected);
          expect(e164(form, country)).toBe(expected);
        }
        expect(e164(digits)).toBe(expected);
        // Short service numbers, such as six digits of Iran, cannot be a contact's.
        const contacts = digits.length < 7 ? [] : [expected, digits, found.formatInternational()];
        for (const form of contacts) expect(parseContactPhone(form)?.e164).toBe(expected);
        // In Gabon, an old number and a new one can have the same national form.
        const atHome = country === 'GA' ? [digits] : [digits, found.formatNational()];
        for (const form of atHome.filter((each) => hasOneReading(each, country!)))
          expect(e164(form, country)).toBe(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  const separator = fc.constantFrom('', '', ' ', '-', '.', '/', '(', ')', '\u00a0', '–', '\u200b', '\u2060');

  it('is the same number with any separators between its digits', () => {
    fc.assert(
      fc.property(
        number,
        fc.constantFrom('+', '00', ''),
        fc.array(separator, { minLength: 15, maxLength: 15 }),
        ({ number: expected }, prefix, separators) => {
          const digits = [...expected.slice(1)].map((digit, i) => digit + separators[i]!).join('');
          expect(e164(prefix + digits)).toBe(expected);
        },
      ),
    );
  });

  it('is parsed to E.164 or refused, without an exception', () => {
    const almost = fc.string({ unit: fc.constantFrom(...'+0123456789 ()-./;=x,\u00a0\u200b７') });
    fc.assert(
      fc.property(
        fc.oneof(almost, fc.string({ unit: 'binary' })),
        fc.option(fc.oneof(fc.constantFrom('KZ', 'US', 'DE'), fc.string()), { nil: undefined }),
        (written, country) => expect(e164(written, country) ?? '+77011234567').toMatch(/^\+[1-9]\d{6,14}$/),
      ),
      { numRuns: 1_000 },
    );
  });
});
