import fc from 'fast-check';
import { LANGUAGES, negotiateLanguage } from '@app/contract';
import { text } from '@app/i18n';
import { LANGUAGES as ofPackage, negotiateLanguage as byPackage } from '../src/language';
import { PROBLEM_TEXTS } from '../src/problem-texts';

/** The package imports nothing of the repository, so it repeats what this test compares. */
describe('a refusal of the package', () => {
  it.each(LANGUAGES)('has the texts of the API in the language %s', (language) => {
    const textsOf = (code: 'token_invalid' | 'unavailable') => ({
      title: text(language, `error.${code}.title`),
      detail: text(language, `error.${code}.detail`),
    });
    expect(PROBLEM_TEXTS[language]).toEqual({
      token_invalid: textsOf('token_invalid'),
      unavailable: textsOf('unavailable'),
    });
  });

  it('has the languages of the API', () => {
    expect(ofPackage).toEqual(LANGUAGES);
  });

  it('is in the language that the API would choose', () => {
    const tag = fc.constantFrom('ru', 'en-GB', 'KK', 'uz_UZ', 'de', '*', '', ' kk ');
    const quality = fc.constantFrom('', ';q=0.5', '; Q=0.9', ';q=0', ';q=x', ';level=1;q=0.3');
    const headers = fc.array(fc.tuple(tag, quality)).map((parts) => parts.map(([a, b]) => a + b).join(','));
    fc.assert(
      fc.property(fc.oneof(headers, fc.string(), fc.constant(undefined)), (header) => {
        expect(byPackage(header)).toBe(negotiateLanguage(header));
      }),
    );
  });
});
