import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Networks } from './limit-state';

/** The forms with a port or brackets that proxies write. */
const WITH_PORT = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/;

/** The prefix lengths of `Networks`. One person has at least a /64. */
const PREFIXES = [64, 56, 48];

/** The deprecated form `::a.b.c.d` (RFC 4291, 2.5.5.1). ipaddr.js would read it as the IPv4 address `a.b.c.d`. */
const IPV4_COMPATIBLE = /^::\d+\./;

/** The canonical text of an address (RFC 5952); `::ffff:a.b.c.d` becomes IPv4. @returns undefined for other text */
export function canonicalAddress(written: string | undefined): string | undefined {
  // The address is missing if the client has closed its connection. The types of Fastify do not say so.
  if (written === undefined) return undefined;
  const match = WITH_PORT.exec(written.trim());
  const bare = (match?.[1] ?? match?.[2] ?? written.trim()).split('%', 1)[0]!;
  // ipaddr.js alone would also read `127.1` and `0x7f000001`.
  return isIP(bare) === 0 || IPV4_COMPATIBLE.test(bare) ? undefined : ipaddr.process(bare).toString();
}

/** The networks for which limits count a canonical address: the IPv4 address itself, or its /64, /56 and /48 in IPv6. */
export function networksOf(address: string): Networks {
  if (!address.includes(':')) return [address];
  return PREFIXES.map(
    (bits) => `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/${bits}`).toString()}/${bits}`,
  );
}
