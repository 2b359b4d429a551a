import type { FastifyRequest } from 'fastify';
import { DomainError } from '@app/contract';
import { httpOrigin } from '@app/runtime';

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * The origin of a page of this host. TLS ends at a proxy, so the scheme is not taken from the connection: the page has
 * TLS, because a page without it could be made by anybody on the way. On this machine alone it may have none. The host is
 * the one that a trusted proxy names in X-Forwarded-Host, else the Host header.
 */
function ownOrigin(origin: string, { host }: FastifyRequest): string | undefined {
  const { protocol, hostname } = new URL(origin);
  return protocol === 'https:' || LOOPBACK.test(hostname) ? httpOrigin(`${protocol}//${host}`) : undefined;
}

/**
 * What only our own pages may do, for the browser sends the cookie by itself: the `Origin` is this host or one of
 * CORS_ORIGINS, and the body says that it is JSON, which a form of another site cannot. Origins are compared as origins
 * (RFC 6454): case and default ports make no difference.
 */
export class OriginCheck {
  constructor(private readonly allowed: readonly string[]) {}

  /** Whether an `Origin` is one of CORS_ORIGINS. */
  isAllowed(sent: string | undefined): boolean {
    const origin = sent === undefined ? undefined : httpOrigin(sent);
    return origin !== undefined && this.allowed.includes(origin);
  }

  /** @throws DomainError `origin_forbidden`, `body_invalid` */
  check(request: FastifyRequest): void {
    const { origin: sent, 'content-type': type = '' } = request.headers;
    const origin = sent === undefined ? undefined : httpOrigin(sent);
    if (origin === undefined) throw new DomainError('origin_forbidden');
    if (!this.allowed.includes(origin) && origin !== ownOrigin(origin, request))
      throw new DomainError('origin_forbidden');
    if (!/^application\/json\s*(?:;|$)/i.test(type)) throw new DomainError('body_invalid');
  }
}
