import { InMemoryRedis } from './in-memory-redis';

type ScriptTime = { scriptTime(): Promise<string> };

describe('the in-memory Redis', () => {
  // The end and the start of seconds are tested, because ioredis-mock rounds seconds and reads microseconds from another clock.
  const instants = [
    1_764_165_600_000, 1_764_165_600_499, 1_764_165_600_500, 1_764_165_600_999, 1_764_165_601_000,
  ];

  it.each(instants)('has one clock: TIME is %d ms outside of scripts and inside of them', async (now) => {
    const redis = new InMemoryRedis(() => now);
    redis.defineCommand('scriptTime', {
      lua: `local t = redis.call('TIME') return tostring(t[1]) .. ' ' .. tostring(t[2])`,
      numberOfKeys: 0,
    });
    const inScript = await (redis as unknown as ScriptTime).scriptTime();
    for (const [seconds, micros] of [await redis.time(), inScript.split(' ').map(Number)]) {
      expect(seconds! * 1000 + micros! / 1000).toBe(now);
    }
    redis.disconnect();
  });

  it('uses the clock of this machine by default', async () => {
    const redis = new InMemoryRedis();
    const before = Date.now();
    const [seconds, micros] = await redis.time();
    const returned = seconds! * 1000 + micros! / 1000;
    expect(returned).toBeGreaterThanOrEqual(before);
    expect(returned).toBeLessThanOrEqual(Date.now());
    redis.disconnect();
  });
});
