import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { Networks } from '@app/otp';

/** The forms with a port or brackets that proxies write. */
const WITH_PORT = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/;

/** The prefix lengths of `Networks`: one person has at least a /64. */
const PREFIXES = [64, 56, 48];

/** `::a.b.c.d` is no address of IPv4 (RFC 4291, 2.5.5.1: deprecated), though the library reads it as one. */
const IPV4_COMPATIBLE = /^::\d+\./;

/** An address in its one spelling (RFC 5952), `::ffff:a.b.c.d` as IPv4. @returns undefined for other text */
export function canonicalAddress(written: string): string | undefined {
  const match = WITH_PORT.exec(written.trim());
  const bare = (match?.[1] ?? match?.[2] ?? written.trim()).split('%', 1)[0]!;
  // The library alone would also read `127.1` and `0x7f000001`.
  return isIP(bare) === 0 || IPV4_COMPATIBLE.test(bare) ? undefined : ipaddr.process(bare).toString();
}

/** The networks of a canonical address, which limits count: an IPv4 address is its own. */
export function networksOf(address: string): Networks {
  if (!address.includes(':')) return [address];
  return PREFIXES.map(
    (bits) => `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/${bits}`).toString()}/${bits}`,
  );
}
