/**
 * Reads a text as an HTTP origin (RFC 6454) in its canonical spelling: scheme and host in lower case, the host in Punycode, no
 * default port. Returns undefined for anything else, such as `null`, or a URL with a path, a login or a query. A pattern such
 * as `https://*` is refused too, because it would silently match no browser.
 */
export function httpOrigin(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, origin, href, hostname } = new URL(text);
  const isOrigin = /^https?:$/.test(protocol) && href === `${origin}/` && !hostname.includes('*');
  return isOrigin ? origin : undefined;
}
