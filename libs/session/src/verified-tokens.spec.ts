import { VerifiedTokens } from './verified-tokens';

const CLAIMS = { shopId: 'shop', sessionId: 'session' };

describe('the tokens that were verified', () => {
  it('are known until the second in which they expire', () => {
    const tokens = new VerifiedTokens();
    tokens.add('token', CLAIMS, 1_000);
    expect(tokens.claimsOf('token', 999)).toEqual(CLAIMS);
    expect(tokens.claimsOf('token', 1_000)).toBeUndefined();
  });

  it('are distinguished by their whole text', () => {
    const tokens = new VerifiedTokens();
    tokens.add('header.payload.signature', CLAIMS, 1_000);
    for (const other of ['header.payload.', 'header.payload.signaturf', 'header.payload.signature '])
      expect(tokens.claimsOf(other, 0)).toBeUndefined();
  });

  it('are at most ten thousand, and a new one replaces the oldest', () => {
    const tokens = new VerifiedTokens();
    for (let n = 0; n <= 10_000; n++) tokens.add(`token ${n}`, CLAIMS, 1_000);
    expect(tokens.claimsOf('token 0', 0)).toBeUndefined();
    expect(tokens.claimsOf('token 1', 0)).toEqual(CLAIMS);
    expect(tokens.claimsOf('token 10000', 0)).toEqual(CLAIMS);
  });
});
