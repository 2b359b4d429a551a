import type { Language } from '@app/contract';
import { agoText, dateText, momentText } from './time-text';

const ALMATY = 'Asia/Almaty';
/** 14:30 in Almaty. */
const NOW = new Date('2026-05-10T09:30:00Z');

const EXPECTED: readonly (readonly [ago: string, at: string, texts: Readonly<Record<Language, string>>])[] = [
  ['now', '2026-05-10T09:29:30Z', { ru: 'сейчас', en: 'now', kk: 'қазір', uz: 'hozir' }],
  ['in the future', '2026-05-10T09:30:05Z', { ru: 'сейчас', en: 'now', kk: 'қазір', uz: 'hozir' }],
  [
    'minutes ago',
    '2026-05-10T09:29:00Z',
    { ru: '1 минуту назад', en: '1 minute ago', kk: '1 минут бұрын', uz: '1 daqiqa oldin' },
  ],
  [
    'hours ago',
    '2026-05-10T04:20:00Z',
    { ru: '5 часов назад', en: '5 hours ago', kk: '5 сағат бұрын', uz: '5 soat oldin' },
  ],
  ['yesterday', '2026-05-09T18:59:00Z', { ru: 'вчера', en: 'yesterday', kk: 'кеше', uz: 'kecha' }],
  [
    'two days ago',
    '2026-05-08T18:59:00Z',
    { ru: '2 дня назад', en: '2 days ago', kk: '2 күн бұрын', uz: '2 kun oldin' },
  ],
  ['this year', '2026-04-01T09:30:00Z', { ru: '1 апреля', en: '1 April', kk: '1 сәуір', uz: '1-aprel' }],
  [
    'last year',
    '2025-12-31T18:59:00Z',
    {
      ru: '31 декабря 2025 г.',
      en: '31 December 2025',
      kk: '2025 ж. 31 желтоқсан',
      uz: '2025-yil 31-dekabr',
    },
  ],
];

describe('a moment that was', () => {
  it.each(EXPECTED)('%s (%s) is written as a person says it', (_, at, texts) => {
    for (const [language, expected] of Object.entries(texts)) {
      const shown = agoText(language as Language, new Date(at), { timeZone: ALMATY, now: NOW });
      expect({ language, shown }).toEqual({ language, shown: expected });
    }
  });

  it('shortly before midnight is hours ago shortly after it, and not yesterday', () => {
    const options = { timeZone: ALMATY, now: new Date('2026-05-10T20:00:00Z') };
    expect(agoText('ru', new Date('2026-05-10T18:00:00Z'), options)).toBe('2 часа назад');
  });

  it('belongs to a day of the given time zone', () => {
    const newYear = new Date('2026-12-31T20:00:00Z');
    expect(dateText('ru', newYear, ALMATY)).toBe('1 января 2027 г.');
    expect(dateText('uz', newYear, ALMATY)).toBe('2027-yil 1-yanvar');
    expect(dateText('uz', newYear, 'UTC')).toBe('2026-yil 31-dekabr');
  });

  it.each<[Language, string]>([
    ['ru', '2 марта 2026 г., 01:05 (UTC+5)'],
    ['en', '2 March 2026, 01:05 (UTC+5)'],
    ['kk', '2026 ж. 2 наурыз, 01:05 (UTC+5)'],
    ['uz', '2026-yil 2-mart, 01:05 (UTC+5)'],
  ])('is written with its time and the name of its clock in %s: %s', (language, written) => {
    expect(momentText(language, new Date('2026-03-01T20:05:00Z'), ALMATY)).toBe(written);
  });

  it.each([
    ['UTC', '20:05 (UTC+0)'],
    ['Asia/Kathmandu', '01:50 (UTC+5:45)'],
    ['America/New_York', '15:05 (UTC−5)'],
  ])('is by the clock of %s: %s', (timeZone, written) => {
    expect(momentText('ru', new Date('2026-03-01T20:05:00Z'), timeZone)).toContain(written);
  });
});
