import { clock, secondsUntil } from './countdown.ts';

describe('a countdown', () => {
  it.each([
    [0, '0:00'],
    [9, '0:09'],
    [271, '4:31'],
    [3599, '59:59'],
    [3600, '1:00:00'],
    [86_399, '23:59:59'],
  ])('shows %d s as %s', (seconds, shown) => {
    expect(clock(seconds)).toBe(shown);
  });

  it('rounds a started second up and never goes below zero', () => {
    expect(secondsUntil(10_000, 9_001)).toBe(1);
    expect(secondsUntil(10_000, 9_000)).toBe(1);
    expect(secondsUntil(10_000, 8_999)).toBe(2);
    expect(secondsUntil(10_000, 10_000)).toBe(0);
    expect(secondsUntil(10_000, 99_000)).toBe(0);
  });
});
