import { clockDifference } from './clock-difference';

const NOW_MS = 1_795_000_000_000;
const infoAt = (ms: number): string => `# Server\r\nserver_time_usec:${ms * 1000}\r\nuptime_in_seconds:1\r\n`;

describe('the clock of Redis', () => {
  it('may differ a little, as the answer takes time', () => {
    expect(clockDifference(infoAt(NOW_MS + 20_000), NOW_MS)).toBeUndefined();
  });

  it.each([
    [120_000, 'The clock of Redis is 120 s ahead of the clock of this machine'],
    [-120_000, 'The clock of Redis is 120 s behind the clock of this machine'],
  ])('is reported if it differs by %d ms', (aheadMs, text) => {
    expect(clockDifference(infoAt(NOW_MS + aheadMs), NOW_MS)).toContain(text);
  });

  it('is not compared if the server does not tell its time', () => {
    expect(clockDifference('redis_version:7.2.0\r\n', NOW_MS)).toBeUndefined();
  });
});
