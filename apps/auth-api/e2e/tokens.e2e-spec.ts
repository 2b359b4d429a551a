import { createPublicKey, type JsonWebKey, verify as verifySignature } from 'node:crypto';
import { type Jwks, type MeAnswer, meAnswer, type Problem, type Tokens, tokens } from '@app/contract';
import { bearer, newOwner, signIn, useProduct } from '@app/testing';
import { partsOf } from './crafted-jwt';

const product = useProduct();

const me = (token: string) => product.get<MeAnswer & Problem>('/api/auth/me', bearer(token));

describe('tokens', () => {
  it('can be verified by another back end with only the public keys', async () => {
    const { accessToken, shop } = await signIn(product, await newOwner(product));
    const { head, claims, signature } = partsOf(accessToken);
    const { body: jwks } = await product.get<Jwks>('/.well-known/jwks.json');
    expect(head).toMatchObject({ typ: 'at+jwt', alg: 'ES256' });
    const key = createPublicKey({
      key: jwks.keys.find((candidate) => candidate.kid === head['kid']) as JsonWebKey,
      format: 'jwk',
    });
    const isGenuine = verifySignature(
      'sha256',
      Buffer.from(accessToken.slice(0, accessToken.lastIndexOf('.'))),
      { key, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    expect(isGenuine).toBe(true);
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(600);
    expect(claims).toMatchObject({
      iss: 'otpravka',
      aud: 'otpravka',
      sub: shop.id,
      sid: expect.any(String) as string,
      jti: expect.any(String) as string,
    });
  });

  it('return their own shop and session', async () => {
    const [anna, boris] = [
      await signIn(product, await newOwner(product)),
      await signIn(product, await newOwner(product)),
    ];
    const { body } = await me(anna.accessToken);
    expect(meAnswer.strict().parse(body)).toEqual(body);
    expect(body.shop.id).toBe(anna.shop.id);
    expect((await me(boris.accessToken)).body.shop.id).toBe(boris.shop.id);
  });

  it('can be refreshed again after a lost answer, until an older token is used', async () => {
    const { refreshToken, accessToken } = await signIn(product, await newOwner(product));
    const refresh = (token: unknown) =>
      product.post<Tokens & Problem>('/api/auth/refresh', { refreshToken: token });
    const first = await refresh(refreshToken);
    expect(first.status).toBe(200);
    expect(tokens.strict().parse(first.body)).toEqual(first.body);
    expect((await refresh(refreshToken)).body.refreshToken).toBe(first.body.refreshToken);
    const second = await refresh(first.body.refreshToken);
    expect(second.status).toBe(200);
    expect(await refresh(refreshToken)).toMatchObject({ status: 401, body: { code: 'session_invalid' } });
    expect(await refresh(second.body.refreshToken)).toMatchObject({
      status: 401,
      body: { code: 'session_invalid' },
    });
    expect((await me(accessToken)).body.code).toBe('token_invalid');
    for (const invalid of [undefined, 'x', `${refreshToken}x`])
      expect((await refresh(invalid)).body.code).toBe('session_invalid');
  });

  it.each(['this', 'others', 'all'] as const)('end with a logout of scope %s', async (scope) => {
    const person = await newOwner(product);
    const [one, two] = [await signIn(product, person), await signIn(product, person)];
    const answer = await product.post('/api/auth/logout', { scope }, bearer(one.accessToken));
    expect(answer.status).toBe(204);
    const alive = [(await me(one.accessToken)).status, (await me(two.accessToken)).status];
    expect(alive).toEqual({ this: [401, 200], others: [200, 401], all: [401, 401] }[scope]);
  });

  it('end with a logout without a body', async () => {
    const { accessToken } = await signIn(product, await newOwner(product));
    const answer = await fetch(`${product.api.url}/api/auth/logout`, {
      method: 'POST',
      headers: bearer(accessToken),
    });
    expect(answer.status).toBe(204);
    expect((await me(accessToken)).status).toBe(401);
  });
});
