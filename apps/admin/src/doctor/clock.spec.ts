import { clockCheck } from './clock';

describe('the clock of a store', () => {
  it.each([
    [0, 5, 'ok'],
    [1_900, 0, 'ok'],
    // The answer may have taken most of the difference.
    [-4_000, 3_000, 'ok'],
    [5_000, 100, 'warning'],
    [-20_000, 100, 'warning'],
    [45_000, 1_000, 'failed'],
    [-3_600_000, 0, 'failed'],
  ])('%d ms ahead, known to %d ms, is %s', (aheadMs, uncertaintyMs, state) => {
    expect(clockCheck('redis_clock', 'Redis', { aheadMs, uncertaintyMs }).state).toBe(state);
  });

  it('that is wrong is described with its direction', () => {
    const { message } = clockCheck('redis_clock', 'Redis', { aheadMs: -90_000, uncertaintyMs: 0 });
    expect(message).toMatch(/^The clock of Redis is 1 min 30 s behind the clock of this machine/);
  });
});
