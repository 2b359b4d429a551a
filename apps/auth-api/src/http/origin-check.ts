import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '@app/contract';
import { type ApiConfig, httpOrigin } from '@app/runtime';
import { API_CONFIG } from '../config/api-config.module';

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/;

/**
 * The origin of the pages that this host serves. The scheme of the connection does not count, because a proxy may end TLS.
 * `https` is required, because anybody on the network could forge a page without TLS; only loopback hosts may use `http`.
 * Fastify reads the host from X-Forwarded-Host if a trusted proxy sends it, else from the Host header.
 */
function ownOrigin(origin: string, { host }: FastifyRequest): string | undefined {
  const { protocol, hostname } = new URL(origin);
  return protocol === 'https:' || LOOPBACK.test(hostname) ? httpOrigin(`${protocol}//${host}`) : undefined;
}

/**
 * Protects requests with the cookie, because browsers send cookies by themselves. The `Origin` must be this host or one of
 * CORS_ORIGINS. The body must be JSON, which a form of another site cannot send. Origins are compared by RFC 6454, so case
 * and default ports make no difference.
 */
@Injectable()
export class OriginCheck {
  private readonly allowed: readonly string[];

  constructor(@Inject(API_CONFIG) { corsOrigins }: Pick<ApiConfig, 'corsOrigins'>) {
    this.allowed = corsOrigins;
  }

  /** Whether an `Origin` header names one of CORS_ORIGINS. */
  isAllowed(sent: string | undefined): boolean {
    const origin = sent === undefined ? undefined : httpOrigin(sent);
    return origin !== undefined && this.allowed.includes(origin);
  }

  /** Whether a page of this origin may use the cookie: one of this host, or of CORS_ORIGINS. */
  isTrusted(sent: string, request: FastifyRequest): boolean {
    const origin = httpOrigin(sent);
    return origin !== undefined && (this.allowed.includes(origin) || origin === ownOrigin(origin, request));
  }

  /** @throws DomainError `origin_forbidden`, `body_invalid` */
  check(request: FastifyRequest): void {
    const { origin: sent, 'content-type': type = '' } = request.headers;
    if (sent === undefined || !this.isTrusted(sent, request)) throw new DomainError('origin_forbidden');
    if (!/^application\/json\s*(?:;|$)/i.test(type)) throw new DomainError('body_invalid');
  }
}
