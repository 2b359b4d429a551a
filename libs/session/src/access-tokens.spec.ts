import { generateKeyPairSync, type KeyObject, webcrypto } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';
import fc from 'fast-check';
import { type Jwks, jwks as jwksSchema } from '@app/contract';
import { AccessTokens } from './access-tokens';

const CLAIMS = {
  shopId: '0193f3a0-0000-7000-8000-000000000001',
  sessionId: '0193f3a0-0000-7000-8000-000000000002',
};

const newKey = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

const tokensOf = (...privateKeys: KeyObject[]): AccessTokens =>
  new AccessTokens(new JwtService({}), {
    privateKeys,
    issuer: 'https://auth.example',
    audience: 'shops',
    accessTokenSeconds: 600,
  });

const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const decoded = (part: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(part!, 'base64url').toString()) as Record<string, unknown>;
const headerOf = (token: string) => decoded(token.split('.')[0]);
const payloadOf = (token: string) => decoded(token.split('.')[1]);

/** Verifies a token as another back end does, with the JWKS and Web Crypto. */
async function isSignedByOneOf({ keys }: Jwks, token: string): Promise<boolean> {
  const [header, payload, signature] = token.split('.');
  const jwk = keys.find(({ kid }) => kid === headerOf(token)['kid'])!;
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const key = await webcrypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify']);
  return webcrypto.subtle.verify(
    algorithm,
    key,
    Buffer.from(signature!, 'base64url'),
    Buffer.from(`${header}.${payload}`),
  );
}

describe('an access token', () => {
  const tokens = tokensOf(newKey());

  it('has the shop, the session, the issuer, the audience and the lifetime', () => {
    const token = tokens.sign(CLAIMS);
    const payload = payloadOf(token);
    expect(payload).toEqual({
      iss: 'https://auth.example',
      aud: 'shops',
      sub: CLAIMS.shopId,
      sid: CLAIMS.sessionId,
      iat: expect.any(Number) as number,
      exp: (payload['iat'] as number) + 600,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    expect(Math.abs((payload['iat'] as number) - Date.now() / 1000)).toBeLessThan(60);
    expect(tokens.lifetimeSeconds).toBe(600);
  });

  it('has its type and its key in the header', () => {
    expect(headerOf(tokens.sign(CLAIMS))).toEqual({
      alg: 'ES256',
      typ: 'at+jwt',
      kid: tokens.jwks().keys[0]!.kid,
    });
  });

  it('is never the same twice', () => {
    const ids = Array.from({ length: 20 }, () => payloadOf(tokens.sign(CLAIMS))['jti']);
    expect(new Set(ids).size).toBe(20);
  });

  it('is verified with the JWKS alone', async () => {
    await expect(isSignedByOneOf(tokens.jwks(), tokens.sign(CLAIMS))).resolves.toBe(true);
  });

  it('is refused after a claim was changed', async () => {
    const [header, payload, signature] = tokens.sign(CLAIMS).split('.');
    const changed = encoded({ ...decoded(payload), sub: CLAIMS.sessionId });
    await expect(isSignedByOneOf(tokens.jwks(), `${header}.${changed}.${signature}`)).resolves.toBe(false);
  });
});

describe('several keys', () => {
  const [former, present] = [newKey(), newKey()];
  const before = tokensOf(former);
  const now = tokensOf(present, former);

  it('sign with the first one', () => {
    expect(headerOf(now.sign(CLAIMS))['kid']).toBe(now.jwks().keys[0]!.kid);
    expect(headerOf(now.sign(CLAIMS))['kid']).not.toBe(before.jwks().keys[0]!.kid);
  });

  it('verify tokens of the former key too', async () => {
    for (const token of [before.sign(CLAIMS), now.sign(CLAIMS)]) {
      await expect(isSignedByOneOf(now.jwks(), token)).resolves.toBe(true);
      expect(now.verify(token)).toEqual(CLAIMS);
    }
  });

  it('are published in the JWKS without private parts', () => {
    const { keys } = now.jwks();
    expect(jwksSchema.parse(now.jwks())).toEqual(now.jwks());
    expect(keys).toHaveLength(2);
    expect(keys[1]).toEqual(before.jwks().keys[0]);
    expect(tokensOf(present).jwks().keys[0]).toEqual(keys[0]);
    for (const key of keys)
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });
});

describe('no claims are read', () => {
  const tokens = tokensOf(newKey());
  const [{ kid }] = tokens.jwks().keys as [Jwks['keys'][number]];

  it('for a token of another issuer', () => {
    expect(tokens.verify(tokensOf(newKey()).sign(CLAIMS))).toBeUndefined();
  });

  it.each([
    ['of another type', `${encoded({ alg: 'ES256', typ: 'JWT', kid })}.${encoded({})}.AAAA`],
    ['of another type with a text in it', `${encoded({ alg: 'ES256', typ: 'JWT', kid })}.bm90IGpzb24.AAAA`],
    ['without a type', `${encoded({ alg: 'ES256', kid })}.${encoded({})}.AAAA`],
    ['without a key', `${encoded({ alg: 'ES256', typ: 'at+jwt' })}.${encoded({})}.AAAA`],
    ['whose header is null', `${encoded(null)}.${encoded({})}.AAAA`],
    ['whose header is a number', `${encoded(1)}.${encoded({})}.AAAA`],
    ['that is a word', 'abc'],
    ['that is empty', ''],
  ])('for a token %s', (_, token) => {
    expect(tokens.verify(token)).toBeUndefined();
  });

  it('for arbitrary text', () => {
    const parts = fc.array(
      fc.oneof(
        fc.string(),
        fc.json().map((json) => Buffer.from(json).toString('base64url')),
      ),
    );
    fc.assert(
      fc.property(parts, (some) => {
        expect(tokens.verify(some.join('.'))).toBeUndefined();
      }),
    );
  });
});
