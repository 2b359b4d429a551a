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

/**
 * What only our own pages may do, for the browser sends the cookie by itself: the `Origin` is this host or one of
 * CORS_ORIGINS, and the body says that it is JSON, which a form of another site cannot.
 */
export class OriginCheck {
  constructor(private readonly allowed: readonly string[]) {}

  /** @throws DomainError `origin_forbidden`, `body_invalid` */
  check(request: FastifyRequest): void {
    const { origin, 'content-type': type = '' } = request.headers;
    const isAllowed = origin !== undefined && (this.allowed.includes(origin) || isOfHost(origin, request));
    if (!isAllowed) throw new DomainError('origin_forbidden');
    if (!/^application\/json\s*(?:;|$)/i.test(type)) throw new DomainError('body_invalid');
  }
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/** Behind a proxy that ends TLS our own scheme is not ours to know; a page without TLS anybody on the way could have made. */
function isOfHost(origin: string, { host }: FastifyRequest): boolean {
  if (!URL.canParse(origin)) return false;
  const page = new URL(origin);
  return page.host === host.toLowerCase() && (page.protocol === 'https:' || LOOPBACK.test(page.hostname));
}
