import type { LimitState } from '@app/otp';

/** `RateLimit` and `RateLimit-Policy` of draft-ietf-httpapi-ratelimit-headers-10, one item for each window. */
export function rateLimitHeaders(limits: readonly LimitState[]): Record<string, string> {
  if (limits.length === 0) return {};
  const item = (name: string, ...parameters: string[]): string => [`"${name}"`, ...parameters].join(';');
  return {
    'RateLimit-Policy': limits
      .map(({ name, limit, windowSeconds }) => item(name, `q=${limit}`, `w=${windowSeconds}`))
      .join(', '),
    RateLimit: limits
      .map(({ name, remaining, resetSeconds }) => item(name, `r=${remaining}`, `t=${resetSeconds}`))
      .join(', '),
  };
}
