import fc from 'fast-check';
import { FALLBACK_LANGUAGE, LANGUAGES, languageOf, negotiateLanguage } from './language';

describe('the language of a tag', () => {
  it.each([
    ['ru', 'ru'],
    ['kk-KZ', 'kk'],
    ['uz-Cyrl-UZ', 'uz'],
    ['en_US', 'en'],
    ['EN-gb', 'en'],
    [' kk ', 'kk'],
  ])('%j is %s', (tag, language) => expect(languageOf(tag)).toBe(language));

  it.each([undefined, '', '*', 'de', 'kz', 'russian', 'x-ru', 'constructor'])('%j has no texts', (tag) =>
    expect(languageOf(tag)).toBeUndefined(),
  );
});

describe('the language of an Accept-Language header', () => {
  it.each([
    ['en', 'en'],
    ['kk-KZ,kk;q=0.9,ru;q=0.8,en;q=0.7', 'kk'],
    ['en;q=0.5, uz;q=0.9', 'uz'],
    ['en;q=0.5, uz', 'uz'],
    ['de-DE, de;q=0.9, en;q=0.1', 'en'],
    ['uz, en', 'uz'],
    ['en;q=0, uz;q=0.001', 'uz'],
    ['EN ; Q=0.8 , KK ; Q=0.9', 'kk'],
    ['en;level=1;q=0.3, kk;q=0.2', 'en'],
    ['en;q=, uz;q=0.5', 'en'],
    ['en;q=1.2.3, uz;q=0.5', 'uz'],
  ])('%j asks for %s', (header, language) => expect(negotiateLanguage(header)).toBe(language));

  it.each([undefined, '', '*', 'de, fr;q=0.5', 'en;q=0', ',,;;', 'q=1'])('is Russian for %j', (header) =>
    expect(negotiateLanguage(header)).toBe(FALLBACK_LANGUAGE),
  );

  it('ignores what follows the first 1000 characters', () => {
    expect(negotiateLanguage(`${'de,'.repeat(1_000)}en`)).toBe('ru');
  });

  it('is always a language with texts', () => {
    fc.assert(fc.property(fc.string(), (header) => expect(LANGUAGES).toContain(negotiateLanguage(header))));
  });
});
