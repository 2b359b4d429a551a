import { parseCookie, stringifySetCookie } from 'cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '@app/contract';

/** RFC 6265bis, 4.1.3.2: a `__Host-` cookie is of this host alone, and of TLS (or localhost) alone. */
const NAME = '__Host-otp_refresh';
const ATTRIBUTES = { httpOnly: true, secure: true, sameSite: 'strict', path: '/' } as const;

/** Longer than any token of ours; the rest is not looked at. */
const LONGEST_HEADER = 8_192;

export function refreshCookieOf({ headers }: FastifyRequest): string | undefined {
  const { cookie } = headers;
  if (cookie === undefined || cookie.length > LONGEST_HEADER) return undefined;
  return parseCookie(cookie)[NAME] || undefined;
}

export function setRefreshCookie(reply: FastifyReply, refreshToken: string, maxAgeSeconds: number): void {
  const cookie = { name: NAME, value: refreshToken, ...ATTRIBUTES, maxAge: maxAgeSeconds };
  reply.header('Set-Cookie', stringifySetCookie(cookie));
}

export const clearRefreshCookie = (reply: FastifyReply): void => setRefreshCookie(reply, '', 0);

/** Clears a cookie that is good for nothing any more. While a store is away the cookie stays, for the request may be sent again. */
export async function clearingWhenOver<T>(reply: FastifyReply, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'session_invalid') clearRefreshCookie(reply);
    throw error;
  }
}
