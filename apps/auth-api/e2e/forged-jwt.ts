import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { hmacSigned, type Parts, signedBy, withSignature } from './crafted-jwt';
import type { Call } from './http-call';

type Headers = NonNullable<Call['headers']>;

const SECONDS_OF_A_YEAR = 31_536_000;
const now = (): number => Math.floor(Date.now() / 1000);

/** Tokens with a genuine signature, whose head or claims are wrong. */
export function signedButWrong(
  { head, claims }: Parts,
  another: Parts,
  privateKey: string,
): Record<string, string> {
  const key = createPrivateKey(privateKey);
  const withClaims = (change: object) => signedBy(key, head, { ...claims, ...change });
  const without = (name: string) =>
    signedBy(key, head, Object.fromEntries(Object.entries(claims).filter(([claim]) => claim !== name)));
  const withHead = (change: object) => signedBy(key, { ...head, ...change }, claims);
  return {
    'that has expired': withClaims({ exp: now() - 1 }),
    'that expires now': withClaims({ exp: now() }),
    'that expired long ago': withClaims({ iat: 1, exp: 2 }),
    'that never expires': without('exp'),
    'whose exp is a string': withClaims({ exp: String(now() + 600) }),
    'whose exp is null': withClaims({ exp: null }),
    'whose exp is not a number': signedBy(key, head, { ...claims, exp: 'x' }),
    'that is not yet valid': withClaims({ nbf: now() + SECONDS_OF_A_YEAR }),
    'whose nbf is a string': withClaims({ nbf: 'now' }),
    'for another audience': withClaims({ aud: 'another' }),
    'for several other audiences': withClaims({ aud: ['another', 'third'] }),
    'without an audience': without('aud'),
    'of another issuer': withClaims({ iss: 'https://evil.example' }),
    'of several issuers': withClaims({ iss: [claims['iss']] }),
    'without an issuer': without('iss'),
    'without a shop': without('sub'),
    'without a session': without('sid'),
    'whose shop is null': withClaims({ sub: null }),
    'whose shop is not an id': withClaims({ sub: "' or true --" }),
    'whose shop is an object': withClaims({ sub: { id: claims['sub'] } }),
    'whose session is not an id': withClaims({ sid: 'x' }),
    'whose session is a list': withClaims({ sid: [claims['sid']] }),
    'whose session has a NUL': withClaims({ sid: `${String(claims['sid'])}\0` }),
    'whose shop belongs to another token': withClaims({ sub: another.claims['sub'] }),
    'whose session belongs to another token': withClaims({ sid: another.claims['sid'] }),
    'of type JWT': withHead({ typ: 'JWT' }),
    'without a type': withHead({ typ: undefined }),
    'whose type is a list': withHead({ typ: ['at+jwt'] }),
    'of another kid': withHead({ kid: 'x' }),
    'without a kid': withHead({ kid: undefined }),
    'whose kid is a path': withHead({ kid: '../../../../dev/null' }),
    'whose kid is a property of every object': withHead({ kid: '__proto__' }),
    'whose claims are a list': signedBy(key, head, [claims]),
    'whose claims are a string': signedBy(key, head, 'x'),
    'whose claims are null': signedBy(key, head, null),
    'whose signature is DER': signedBy(key, head, claims, 'der'),
  };
}

/** Tokens of an attacker who has only the public key. */
export function forged(
  { head, claims, signature }: Parts,
  another: Parts,
  privateKey: string,
): Record<string, string> {
  const publicKey = createPublicKey(privateKey);
  const thief = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = (key: KeyObject) => ({ ...key.export({ format: 'jwk' }), kid: head['kid'], alg: 'ES256' });
  const hs = (secret: string | Buffer) => hmacSigned(secret, { ...head, alg: 'HS256' }, claims);
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const der = publicKey.export({ type: 'spki', format: 'der' });
  const byThief = (headers: object, changed: object = {}) =>
    signedBy(thief.privateKey, { ...head, ...headers }, { ...claims, ...changed });
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const rs = (alg: string) =>
    withSignature({ ...head, alg }, claims, signedBy(rsa, head, claims).split('.')[2]!);
  return {
    ...Object.fromEntries(
      ['none', 'None', 'NONE', 'nOnE', '', 'ES256 ', 'es256', 'HS256', 'ES384', 'EdDSA'].flatMap((alg) => [
        [
          `of the algorithm ${JSON.stringify(alg)} without a signature`,
          withSignature({ ...head, alg }, claims, ''),
        ],
        [
          `of the algorithm ${JSON.stringify(alg)} with one`,
          withSignature({ ...head, alg }, claims, signature),
        ],
      ]),
    ),
    'without an algorithm': withSignature({ ...head, alg: undefined }, claims, signature),
    'whose algorithm is a list': withSignature({ ...head, alg: ['ES256'] }, claims, ''),
    'signed with the public key’s PEM': hs(pem),
    'signed with the public key’s PEM, trimmed': hs(pem.trim()),
    'signed with the public key’s DER': hs(der),
    'signed with the public key’s base64': hs(der.toString('base64')),
    'signed with the public key’s JWK': hs(JSON.stringify(publicKey.export({ format: 'jwk' }))),
    'signed with the key of the JWKS': hs(JSON.stringify(jwk(publicKey))),
    'signed with nothing': hs(''),
    'signed with PEM by HS512': hmacSigned(pem, { ...head, alg: 'HS512' }, claims, 'sha512'),
    'signed by RS256': rs('RS256'),
    'signed by RS256 that says ES256': rs('ES256'),
    'signed by another key with our kid': byThief({}),
    'of another shop by another key': byThief({}, { sub: another.claims['sub'] }),
    'that brings its key as jwk': byThief({ jwk: jwk(thief.publicKey) }),
    'that brings its key as jwk under a kid of its own': byThief({ jwk: jwk(thief.publicKey), kid: 'mine' }),
    'that names its key by jku': byThief({ jku: 'http://127.0.0.1:9/jwks.json' }),
    'that names its key by x5u': byThief({ x5u: 'http://127.0.0.1:9/cert.pem' }),
    'that brings its key as x5c': byThief({
      x5c: [thief.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')],
    }),
    'that brings our own key as jwk': byThief({ jwk: jwk(publicKey) }),
    'with critical headers': byThief({ crit: ['exp'], b64: false }),
    'with a signature of zeros': withSignature(head, claims, Buffer.alloc(64).toString('base64url')),
    'with a signature of zeros in DER': withSignature(
      head,
      claims,
      Buffer.from('3006020100020100', 'hex').toString('base64url'),
    ),
    'with a signature of ones': withSignature(head, claims, Buffer.alloc(64, 0xff).toString('base64url')),
    'with a signature of one byte': withSignature(head, claims, 'AA'),
    'with the signature twice': withSignature(head, claims, signature + signature),
    'with the signature of another token': withSignature(head, claims, another.signature),
    'with another shop under the same signature': withSignature(
      head,
      { ...claims, sub: another.claims['sub'] },
      signature,
    ),
    'with 9000 characters more': withSignature(head, claims, signature + 'A'.repeat(9_000)),
    'of 9000 letters': 'A'.repeat(9_000),
    'of 3000 dots': '.'.repeat(3_000),
    'that is nested 3000 deep': `${Buffer.from('['.repeat(3_000)).toString('base64url')}.x.x`,
    'of two dots': '..',
  };
}

/** Malformed tokens. */
export function malformed(token: string): Record<string, string> {
  const [head, claims, signature] = token.split('.') as [string, string, string];
  const cuts = Array.from({ length: 24 }, (_, index) => Math.floor((token.length * index) / 24));
  return {
    ...Object.fromEntries(cuts.map((length) => [`cut after ${length}`, token.slice(0, length)])),
    'without its last character': token.slice(0, -1),
    'without a signature': `${head}.${claims}`,
    'with an empty signature': `${head}.${claims}.`,
    'without claims': `${head}..${signature}`,
    'without a header': `.${claims}.${signature}`,
    'with a fourth part': `${token}.${signature}`,
    'with parts in another order': `${claims}.${head}.${signature}`,
    'with a space in it': token.replace('.', '. '),
    'with a tab in it': token.replace('.', '\t.'),
    'with a letter after it': `${token}x`,
    'with a letter after a space': `${token} x`,
    'in quotes': `"${token}"`,
    'with a comma after it': `${token},`,
    'with non-ASCII letters': `${head}.${claims}.${'é'.repeat(86)}`,
    'that begins with non-ASCII characters': `\xff\xfe${token}`,
    'with padding': `${token}==`,
    'in upper case': token.toUpperCase(),
    undefined: 'undefined',
    null: 'null',
  };
}

/** Headers with a token in a wrong place, or with more than one token. */
export function misplaced(token: string, wrong: string): Record<string, Headers> {
  const good = ['Authorization', `Bearer ${token}`] as const;
  const bad = ['Authorization', `Bearer ${wrong}`] as const;
  return {
    nothing: [],
    'two headers, the first forged': [bad, good],
    'two headers, the second forged': [good, bad],
    'two tokens in one header': [['Authorization', `Bearer ${token}, Bearer ${wrong}`]],
    'the token alone': [['Authorization', token]],
    'another scheme': [['Authorization', `Basic ${token}`]],
    'the scheme JWT': [['Authorization', `JWT ${token}`]],
    'a scheme that ends with Bearer': [['Authorization', `xBearer ${token}`]],
    'no space after the scheme': [['Authorization', `Bearer${token}`]],
    'an empty header': [['Authorization', '']],
    'the scheme alone': [['Authorization', 'Bearer ']],
    'headers of other names': [
      ['X-Authorization', `Bearer ${token}`],
      ['X-Access-Token', token],
      ['Proxy-Authorization', `Bearer ${token}`],
    ],
    'a cookie': [['Cookie', `access_token=${token}; Authorization=${token}`]],
  };
}
