import { createHash, createPublicKey, type KeyObject, randomUUID, sign } from 'node:crypto';
import type { JwtService } from '@nestjs/jwt';
import { z } from 'zod';
import type { Jwks } from '@app/contract';
import type { ApiConfig } from '@app/runtime';
import { VerifiedTokens } from './verified-tokens';

/** The shop and the session of an access token. The session may have ended since the token was issued. */
export interface AccessClaims {
  readonly shopId: string;
  readonly sessionId: string;
}

/** Requires the claims that the library leaves optional. It would accept a token without `exp` forever. */
const requiredClaims = z.object({ sub: z.uuid(), sid: z.uuid(), exp: z.number() });

interface SigningKey {
  readonly kid: string;
  /** The encoded header of its tokens. */
  readonly header: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: Jwks['keys'][number];
}

const ACCESS_TOKEN_ALGORITHM = 'ES256';
/** RFC 9068, section 2.1. */
const TYPE = 'at+jwt';

/** The thumbprint of a key (RFC 7638): a digest of its required members in lexical order. */
const thumbprintOf = ({ crv, kty, x, y }: { crv: string; kty: string; x: string; y: string }): string =>
  createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** Parses the header of a token. The decoder of the library throws on some malformed tokens. */
function headerOf(token: string): { kid?: unknown; typ?: unknown } | null | undefined {
  try {
    return JSON.parse(Buffer.from(token.split('.', 1)[0]!, 'base64url').toString()) as object | null;
  } catch {
    return undefined;
  }
}

function signingKeyOf(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey);
  const { x, y } = publicKey.export({ format: 'jwk' }) as { x: string; y: string };
  const kid = thumbprintOf({ crv: 'P-256', kty: 'EC', x, y });
  return {
    kid,
    header: encoded({ alg: ACCESS_TOKEN_ALGORITHM, typ: TYPE, kid }),
    privateKey,
    publicKey,
    jwk: { kty: 'EC', crv: 'P-256', x, y, kid, use: 'sig', alg: 'ES256' },
  };
}

/**
 * Access tokens with ES256, and the header type of RFC 9068. The first key signs, and all keys verify. Keys are parsed once, because parsing costs
 * more than signing.
 */
export class AccessTokens {
  private readonly keys: readonly SigningKey[];
  private readonly verified = new VerifiedTokens();

  constructor(
    private readonly jwt: JwtService,
    private readonly config: ApiConfig['jwt'],
  ) {
    this.keys = config.privateKeys.map(signingKeyOf);
  }

  get lifetimeSeconds(): number {
    return this.config.accessTokenSeconds;
  }

  /** Signs a JWT in the compact form (RFC 7515, 7.1; RFC 7518, 3.4). The library would add three quarters of the signature's time. */
  sign({ shopId, sessionId }: AccessClaims): string {
    const { header, privateKey } = this.keys[0]!;
    const { issuer, audience, accessTokenSeconds } = this.config;
    const issuedAt = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: audience, sub: shopId, sid: sessionId, jti: randomUUID() };
    const input = `${header}.${encoded({ ...claims, iat: issuedAt, exp: issuedAt + accessTokenSeconds })}`;
    const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
    return `${input}.${sign('sha256', Buffer.from(input), key).toString('base64url')}`;
  }

  /**
   * Verifies a token without I/O. Its session may have ended since it was issued.
   * @returns undefined if the token is forged, malformed or expired
   */
  verify(token: string): AccessClaims | undefined {
    const known = this.verified.claimsOf(token, Date.now() / 1000);
    if (known !== undefined) return known;
    const { data } = requiredClaims.safeParse(this.payloadOf(token));
    if (data === undefined) return undefined;
    const claims = { shopId: data.sub, sessionId: data.sid };
    this.verified.add(token, claims, data.exp);
    return claims;
  }

  /** The payload of a token whose signature, issuer, audience and times are right. */
  private payloadOf(token: string): unknown {
    const header = headerOf(token);
    const key = header?.typ === TYPE ? this.keys.find(({ kid }) => kid === header.kid) : undefined;
    if (key === undefined) return undefined;
    const { issuer, audience } = this.config;
    try {
      return this.jwt.verify<object>(token, {
        publicKey: key.publicKey as never,
        algorithms: [ACCESS_TOKEN_ALGORITHM],
        issuer,
        audience,
      });
    } catch {
      return undefined;
    }
  }

  jwks(): Jwks {
    return { keys: this.keys.map(({ jwk }) => jwk) };
  }
}
