import { createHash, createPublicKey, type KeyObject, randomUUID } from 'node:crypto';
import type { JwtService } from '@nestjs/jwt';
import type { Jwks } from '@app/contract';
import type { ApiConfig } from '@app/runtime';

/** The shop and the session of an access token. The session may have ended since the token was issued. */
export interface AccessClaims {
  readonly shopId: string;
  readonly sessionId: string;
}

interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: Jwks['keys'][number];
}

export const ACCESS_TOKEN_ALGORITHM = 'ES256';
/** RFC 9068, section 2.1. */
const TYPE = 'at+jwt';

/** The thumbprint of a key (RFC 7638): a digest of its required members in lexical order. */
const thumbprintOf = ({ crv, kty, x, y }: { crv: string; kty: string; x: string; y: string }): string =>
  createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');

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
    privateKey,
    publicKey,
    jwk: { kty: 'EC', crv: 'P-256', x, y, kid, use: 'sig', alg: 'ES256' },
  };
}

/**
 * Access tokens (RFC 9068) with ES256. The first key signs, and all keys verify. Keys are parsed once, because parsing costs
 * more than signing.
 */
export class AccessTokens {
  private readonly keys: readonly SigningKey[];

  constructor(
    private readonly jwt: JwtService,
    private readonly config: ApiConfig['jwt'],
  ) {
    this.keys = config.privateKeys.map(signingKeyOf);
  }

  get lifetimeSeconds(): number {
    return this.config.accessTokenSeconds;
  }

  /** What every token must satisfy. Other back ends, which verify with the JWKS, check the same. */
  get expectations() {
    const { issuer, audience } = this.config;
    return { algorithms: [ACCESS_TOKEN_ALGORITHM] as ['ES256'], issuer, audience };
  }

  sign({ shopId, sessionId }: AccessClaims): Promise<string> {
    const { kid, privateKey } = this.keys[0]!;
    return this.jwt.signAsync(
      { sid: sessionId },
      {
        privateKey: privateKey as never,
        algorithm: ACCESS_TOKEN_ALGORITHM,
        header: { alg: ACCESS_TOKEN_ALGORITHM, typ: TYPE, kid },
        subject: shopId,
        issuer: this.config.issuer,
        audience: this.config.audience,
        expiresIn: this.config.accessTokenSeconds,
        jwtid: randomUUID(),
      },
    );
  }

  /** Finds the key that the header of a token names. It does not verify the token. */
  keyOf(token: string): KeyObject | undefined {
    const header = headerOf(token);
    return header?.typ === TYPE ? this.keys.find(({ kid }) => kid === header.kid)?.publicKey : undefined;
  }

  jwks(): Jwks {
    return { keys: this.keys.map(({ jwk }) => jwk) };
  }
}
