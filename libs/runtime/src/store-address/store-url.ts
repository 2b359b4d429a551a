/** An unsupported address of a store. The message says what to write instead and never contains a value. */
export class AddressProblem extends Error {
  override readonly name = 'AddressProblem';
}

/** Adds a placeholder host to `postgres://user@/db?host=/run`, which `URL` would reject. */
const withHost = (text: string): string => text.replace(/^([a-z+]+:\/\/[^/?#]*@)(?=[/?#]|$)/i, '$1%20');

/**
 * Parses a URL whose parts can all be decoded. Otherwise a password with an unescaped `%` would fail later, where it is used.
 * @throws AddressProblem
 */
export function storeUrl(text: string, protocols: readonly string[]): URL {
  if (text.includes('#'))
    throw new AddressProblem('the part after # would be ignored: write # in a password as %23');
  try {
    const url = new URL(withHost(text));
    decodeURIComponent(url.username + url.password + url.pathname + url.hostname);
    if (protocols.includes(url.protocol)) return url;
  } catch {
    // The text may contain a password, so the message does not repeat it.
  }
  throw new AddressProblem(
    `it is not a URL that begins with ${protocols.join(' or ').replaceAll(':', '://')}`,
  );
}

/** @returns the host without the brackets of IPv6; empty if there is none */
export const hostOf = (url: URL): string => decodeURIComponent(url.hostname.replace(/^\[|\]$/g, '')).trim();

export const decoded = (text: string): string | undefined => decodeURIComponent(text) || undefined;
