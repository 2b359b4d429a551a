import { canonicalAddress, networksOf } from './networks';

describe('the address of a client', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['203.0.113.9:51000', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:cb00:7109', '203.0.113.9'],
    ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::1', '::1'],
  ])('is read from %s as %s', (written, address) => {
    expect(canonicalAddress(written)).toBe(address);
  });

  it.each(['', 'unknown', '999.1.1.1', 'localhost', '1.2.3.4, 5.6.7.8', '{a}', '::1.2.3.4'])(
    'cannot be read from %p',
    (written) => {
      expect(canonicalAddress(written)).toBeUndefined();
    },
  );
});

describe('the networks of an address', () => {
  it('are the address itself for IPv4, and its /64, /56 and /48 for IPv6', () => {
    expect(networksOf('203.0.113.9')).toEqual(['203.0.113.9']);
    expect(networksOf('2001:db8:1:a2b3:4:5:6:7')).toEqual([
      '2001:db8:1:a2b3::/64',
      '2001:db8:1:a200::/56',
      '2001:db8:1::/48',
    ]);
    expect(networksOf('::1')[0]).toBe('::/64');
  });

  it('are shared by addresses of the same network', () => {
    const shared = (one: string, other: string): number =>
      networksOf(one).filter((network) => networksOf(other).includes(network)).length;
    expect(shared('2001:db8:1:a2b3::1', '2001:db8:1:a2b3:ffff::1')).toBe(3);
    expect(shared('2001:db8:1:a2b3::1', '2001:db8:1:a2ff::1')).toBe(2);
    expect(shared('2001:db8:1:a2b3::1', '2001:db8:1:a3b3::1')).toBe(1);
    expect(shared('2001:db8:1:a2b3::1', '2001:db8:2:a2b3::1')).toBe(0);
  });
});
