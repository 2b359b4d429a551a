import { InMemoryRedis } from './in-memory-redis';

describe('the Redis in memory', () => {
  it('has one clock, which never goes back, in scripts and outside of them', async () => {
    const redis = new InMemoryRedis();
    redis.defineCommand('tellTime', {
      lua: `local t = redis.call('TIME') return tostring(t[1]) .. ' ' .. tostring(t[2])`,
      numberOfKeys: 0,
    });
    const tellTime = (redis as unknown as { tellTime(): Promise<string> }).tellTime.bind(redis);
    const msOf = ([seconds, micros]: readonly (string | number)[]) =>
      Number(seconds) * 1000 + Number(micros) / 1000;
    let last = Date.now();
    // Long enough to cross a second at both clocks of ioredis-mock.
    for (const end = last + 1_100; last < end;) {
      for (const told of [msOf((await tellTime()).split(' ')), msOf(await redis.time())]) {
        expect(told).toBeGreaterThanOrEqual(last);
        last = told;
      }
    }
    expect(Math.abs(last - Date.now())).toBeLessThan(5_000);
    redis.disconnect();
  });
});
