import { rateLimitHeaders } from './rate-limit-headers';

describe('the headers of a limited route', () => {
  it('name each window', () => {
    const minute = { name: 'phone-minute', limit: 3, windowSeconds: 60, remaining: 2, resetSeconds: 41 };
    const hour = { name: 'phone-hour', limit: 10, windowSeconds: 3600, remaining: 9, resetSeconds: 3590 };
    expect(rateLimitHeaders([minute, hour])).toEqual({
      'RateLimit-Policy': '"phone-minute";q=3;w=60, "phone-hour";q=10;w=3600',
      RateLimit: '"phone-minute";r=2;t=41, "phone-hour";r=9;t=3590',
    });
  });

  it('are absent if nothing is limited', () => {
    expect(rateLimitHeaders([])).toEqual({});
  });
});
