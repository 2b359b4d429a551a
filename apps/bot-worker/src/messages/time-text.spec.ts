import type { Language } from '@app/contract';
import { timeText } from './time-text';

const MOMENT = new Date('2026-03-01T20:05:00Z');

describe('a moment in a message', () => {
  it.each<[Language, string]>([
    ['ru', '2 марта 2026 г. в 01:05 (UTC+5)'],
    ['en', 'March 2, 2026 at 1:05 AM (UTC+5)'],
    ['kk', '2026 ж. 2 наурыз, 01:05 (UTC+5)'],
    ['uz', '2-mart, 2026, 01:05 (UTC+5)'],
  ])('is written as the language %s writes it: %s', (language, written) => {
    expect(timeText(language, MOMENT, 'Asia/Almaty').replace(/\u202f/g, ' ')).toBe(written);
  });

  it.each([
    ['UTC', '20:05 (UTC+0)'],
    ['Asia/Kathmandu', '01:50 (UTC+5:45)'],
    ['America/New_York', '15:05 (UTC-5)'],
  ])('is the time of the clock of %s: %s', (timeZone, written) => {
    expect(timeText('ru', MOMENT, timeZone)).toContain(written);
  });
});
