/** An address of a store that is not taken, with what to write instead. It never repeats a value. */
export class AddressProblem extends Error {
  override readonly name = 'AddressProblem';
}

/** `postgres://user@/db?host=/run` names no host before its path, which `URL` does not take. */
const withHost = (text: string): string => text.replace(/^([a-z+]+:\/\/[^/?#]*@)(?=[/?#]|$)/i, '$1%20');

/**
 * A URL whose parts can all be decoded: a password with a `%` of its own would else fail where it is used.
 * @throws AddressProblem
 */
export function storeUrl(text: string, protocols: readonly string[]): URL {
  if (text.includes('#'))
    throw new AddressProblem('all behind a # would be ignored: write # in a password as %23');
  try {
    const url = new URL(withHost(text));
    decodeURIComponent(url.username + url.password + url.pathname + url.hostname);
    if (protocols.includes(url.protocol)) return url;
  } catch {
    // Nothing of it is repeated: it may hold a password.
  }
  throw new AddressProblem(`it is no URL that begins with ${protocols.join(' or ').replaceAll(':', '://')}`);
}

/** The host without the brackets of IPv6; empty where there is none. */
export const hostOf = (url: URL): string => decodeURIComponent(url.hostname.replace(/^\[|\]$/g, '')).trim();

export const decoded = (text: string): string | undefined => decodeURIComponent(text) || undefined;
