import { isIP, isIPv4 } from 'node:net';
import type { Networks } from '@app/otp';

/** What a proxy may write around an address: a port, brackets. */
const WITH_PORT = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/;

/** The eight groups of an IPv6 address as the URL standard writes it, mapped IPv4 in hexadecimal. */
function groupsOf(address: string): readonly number[] {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const parse = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => parseInt(group, 16));
  const left = parse(head);
  if (tail === undefined) return left;
  const right = parse(tail);
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}

const isMappedV4 = (groups: readonly number[]): boolean =>
  groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;

const asV4 = (groups: readonly number[]): string =>
  groups
    .slice(6)
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.');

/** The address of a client in one spelling, `::ffff:a.b.c.d` as IPv4; undefined for what is no address. */
export function canonicalAddress(written: string): string | undefined {
  const match = WITH_PORT.exec(written.trim());
  const bare = (match?.[1] ?? match?.[2] ?? written.trim()).split('%', 1)[0]!;
  if (isIPv4(bare)) return bare;
  if (isIP(bare) === 0) return undefined;
  const groups = groupsOf(bare);
  return isMappedV4(groups) ? asV4(groups) : new URL(`http://[${bare}]`).hostname.slice(1, -1);
}

const networkOf = (groups: readonly number[], bits: number): string => {
  const kept = groups
    .slice(0, 4)
    .map((group, index) => group & (0xffff << Math.max(0, 16 * (index + 1) - bits)));
  return `${kept.map((group) => group.toString(16)).join(':')}::/${bits}`;
};

/** What limits count: an IPv4 address, or the networks of an IPv6 one, of which one person has at least the first. */
export function networksOf(address: string): Networks {
  if (!address.includes(':')) return [address];
  const groups = groupsOf(address);
  return [64, 56, 48].map((bits) => networkOf(groups, bits));
}
