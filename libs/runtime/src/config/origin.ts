/**
 * The origin that a text names (RFC 6454), in its one spelling: the scheme and the host in lower case, the host in
 * Punycode, and no default port. Undefined where the text is no origin of HTTP, which includes `null` and a URL with a
 * path, a login or a query. A pattern such as `https://*` is none either: it would match no browser, and nobody would
 * find out.
 */
export function httpOrigin(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, origin, href, hostname } = new URL(text);
  const isOrigin = /^https?:$/.test(protocol) && href === `${origin}/` && !hostname.includes('*');
  return isOrigin ? origin : undefined;
}
