import { EndedSessions } from './ended-sessions.ts';

const DAY = 86_400;

describe('ended sessions', () => {
  it('are remembered for as long as their access tokens may live', () => {
    const ended = new EndedSessions();
    ended.add('a', 0);
    ended.add('b', DAY);
    expect([ended.has('a'), ended.has('b'), ended.has('c')]).toEqual([true, true, false]);
    ended.add('c', DAY + 60);
    expect([ended.has('a'), ended.has('b'), ended.has('c')]).toEqual([false, true, true]);
  });

  it('take a bounded memory: a new one replaces the oldest', () => {
    const ended = new EndedSessions();
    for (let number = 0; number < 250_000; number++) ended.add(`session-${number}`, 0);
    expect(ended.size).toBe(100_000);
    expect([ended.has('session-249999'), ended.has('session-150000'), ended.has('session-149999')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
