import type { FastifyRequest } from 'fastify';
import type { OriginCheck } from '../http/origin-check';

/** Stands for this host in an address without one. The browser knows the real one, also behind a proxy that ends TLS. */
const OWN = 'https://own.invalid';

/**
 * The address that a person returns to after the sign-in, by `/login?return_to=…`.
 * @returns undefined without the parameter; `refused` unless it is a path of this host, or its origin is this host or one of
 * CORS_ORIGINS
 */
export function returnTo(
  request: FastifyRequest,
  origins: OriginCheck,
): { readonly href: string } | 'refused' | undefined {
  const { return_to: written } = request.query as { readonly return_to?: unknown };
  if (written === undefined) return undefined;
  const url = typeof written === 'string' ? parse(written) : undefined;
  if (url === undefined) return 'refused';
  if (url.origin === OWN) return ownPath(url);
  return origins.isTrusted(url.origin, request) ? { href: url.href } : 'refused';
}

/** A path such as `/.//example.com` is `//example.com` once it is parsed, which a browser reads as another host. */
const ownPath = ({ pathname, search, hash }: URL): { readonly href: string } | 'refused' =>
  pathname.startsWith('//') ? 'refused' : { href: `${pathname}${search}${hash}` };

function parse(written: string): URL | undefined {
  const url = URL.canParse(written, OWN) ? new URL(written, OWN) : undefined;
  const isPlain = url?.username === '' && url.password === '';
  return isPlain && /^https?:$/.test(url.protocol) ? url : undefined;
}
