import { Secrets } from '@app/runtime';
import { RefreshTokens } from './refresh-tokens';

const SECRET = 'a secret that only the specs of refresh tokens use';
const CLAIMS = {
  shopId: '0193f3a0-0000-7000-8000-000000000001',
  sessionId: '0193f3a0-0000-7000-8000-000000000002',
  generation: 7,
};

describe('a refresh token', () => {
  const tokens = new RefreshTokens(new Secrets([SECRET]));

  it('contains its claims', () => {
    expect(tokens.read(tokens.make(CLAIMS))).toEqual(CLAIMS);
  });

  it('is the same each time it is made', () => {
    expect(tokens.make(CLAIMS)).toBe(tokens.make(CLAIMS));
  });

  it('is accepted under a former secret', () => {
    const rotated = new RefreshTokens(new Secrets([`${SECRET}, the next one`, SECRET]));
    expect(rotated.read(tokens.make(CLAIMS))).toEqual(CLAIMS);
    expect(tokens.read(rotated.make(CLAIMS))).toBeUndefined();
  });

  it.each([
    ['another generation', (token: string) => token.replace('.7.', '.8.')],
    ['another shop', (token: string) => token.replace('0001.', '0003.')],
    ['a changed MAC', (token: string) => `${token.slice(0, -2)}AA`],
    ['no MAC', (token: string) => token.slice(0, token.lastIndexOf('.'))],
    ['a space before it', (token: string) => ` ${token}`],
    ['nothing', () => ''],
  ])('with %s is refused', (_, change) => {
    expect(tokens.read(change(tokens.make(CLAIMS)))).toBeUndefined();
  });
});
