import type { Language } from '@app/contract';
import { type AccountLanguages, knownLanguage, messageLanguage } from './message-language';

const account = (more: Partial<AccountLanguages>): AccountLanguages => ({
  ...{ shopLanguage: null, chosenLanguage: null, languageCode: null },
  ...more,
});

describe('the language of a message', () => {
  it.each<[string, Language, AccountLanguages | undefined, Language | undefined]>([
    ['the shop', 'kk', account({ shopLanguage: 'kk', chosenLanguage: 'uz', languageCode: 'en' }), 'ru'],
    ['the choice in the bot', 'uz', account({ chosenLanguage: 'uz', languageCode: 'en' }), 'kk'],
    ['the page', 'kk', account({ languageCode: 'en' }), 'kk'],
    ['Telegram', 'en', account({ languageCode: 'en-GB' }), undefined],
    ['the page', 'uz', undefined, 'uz'],
  ])('comes from %s: %s', (_, expected, known, page) => {
    expect(messageLanguage(known, page)).toBe(expected);
  });

  it('is Russian if nothing tells the language of the person', () => {
    expect(messageLanguage(account({ languageCode: 'de' }))).toBe('ru');
    expect(knownLanguage(account({ languageCode: 'de' }), undefined)).toBeUndefined();
    expect(messageLanguage(undefined)).toBe('ru');
  });
});
