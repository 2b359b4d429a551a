import { agoText } from './ago';
import { Translator } from './translator';

const storage = { getItem: () => null, setItem: () => undefined, removeItem: () => undefined };
/** Noon by the clock of the browser. */
const NOW = new Date(2026, 4, 20, 12, 0, 0);
const before = (seconds: number) => new Date(NOW.getTime() - seconds * 1000);
const agoIn = (language: string, at: Date) => agoText(new Translator(storage, [language]), at, NOW);

describe('how long ago something was', () => {
  it.each([
    [0, 'только что', 'just now', 'жаңа ғана', 'hozirgina'],
    [60, '1 минуту назад', '1 minute ago', '1 минут бұрын', '1 daqiqa oldin'],
    [5 * 60, '5 минут назад', '5 minutes ago', '5 минут бұрын', '5 daqiqa oldin'],
    [22 * 60, '22 минуты назад', '22 minutes ago', '22 минут бұрын', '22 daqiqa oldin'],
    [3 * 3600, '3 часа назад', '3 hours ago', '3 сағат бұрын', '3 soat oldin'],
    [24 * 3600, 'вчера', 'yesterday', 'кеше', 'kecha'],
    [3 * 86400, '3 дня назад', '3 days ago', '3 күн бұрын', '3 kun oldin'],
    [10 * 86400, '10 мая 2026 г.', '10 May 2026', '2026 ж. 10 мамыр', '2026-yil 10-may'],
  ])('is said as in each language, for %i seconds', (seconds, ru, en, kk, uz) => {
    const at = before(seconds);
    expect(['ru', 'en', 'kk', 'uz'].map((language) => agoIn(language, at))).toEqual([ru, en, kk, uz]);
  });

  it('is now for a moment that the clock of the browser has not reached', () => {
    expect(agoIn('ru', before(-30))).toBe('только что');
  });

  it('is hours for the evening before, as long as it is not half a day', () => {
    const midnight = new Date(2026, 4, 20, 1, 0, 0);
    const evening = new Date(2026, 4, 19, 22, 0, 0);
    expect(agoText(new Translator(storage, ['ru']), evening, midnight)).toBe('3 часа назад');
  });
});
