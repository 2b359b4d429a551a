import ipaddr from 'ipaddr.js';

/**
 * Addresses that many networks use, so that they tell a person nothing: RFC 1918, RFC 4193, loopback, link-local, the shared
 * addresses of providers (RFC 6598), the former site-local addresses of IPv6, and the unspecified address.
 */
const PRIVATE_RANGES: readonly string[] = [
  'private',
  'uniqueLocal',
  'loopback',
  'linkLocal',
  'carrierGradeNat',
  'deprecatedSiteLocal',
  'unspecified',
];

/** Reads an IPv4 address that is written as IPv6 (`::ffff:10.0.0.1`) as IPv4. A text that is no address is not private. */
export const isPrivateAddress = (ip: string): boolean =>
  ipaddr.isValid(ip) && PRIVATE_RANGES.includes(ipaddr.process(ip).range());
