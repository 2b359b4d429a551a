import { Secrets } from '@app/runtime';
import { Codes } from './codes';

const codes = new Codes(new Secrets(['the secret of this spec is long enough']));
const codeFor = (nonce: string) =>
  codes.codeOf({ keyId: codes.keyId, challengeId: 'id', nonce, phone: '+77011234567' })!;

test('a code is six digits that are the same in each derivation', () => {
  expect(codeFor('a')).toMatch(/^[0-9]{6}$/);
  expect(codeFor('a')).toBe(codeFor('a'));
});

test('codes are spread evenly over all digits at each place', () => {
  const counts = Array.from({ length: 6 }, () => new Array<number>(10).fill(0));
  const samples = 20_000;
  for (let i = 0; i < samples; i++)
    [...codeFor(`nonce ${i}`)].forEach((digit, place) => (counts[place]![Number(digit)]! += 1));
  // Expected are 2,000 with a standard deviation of 42. Chance does not reach six deviations, and these nonces are fixed.
  for (const count of counts.flat()) expect(Math.abs(count - samples / 10)).toBeLessThan(260);
});

test('a digest belongs to its challenge, its purpose, its session and its code', () => {
  const digests = [
    codes.digest({ challengeId: 'a' }, '123456'),
    codes.digest({ challengeId: 'b' }, '123456'),
    codes.digest({ challengeId: 'a' }, '123457'),
    codes.digest({ challengeId: 'a', eraseSessionId: 's1' }, '123456'),
    codes.digest({ challengeId: 'a', eraseSessionId: 's2' }, '123456'),
    codes.digest({ challengeId: 'a', channel: 'bot' }, '123456'),
  ];
  expect(new Set(digests).size).toBe(6);
});

test('a code cannot be derived without its secret', () => {
  expect(codes.codeOf({ keyId: 'unknown', challengeId: 'id', nonce: 'n', phone: '+7' })).toBeUndefined();
});
