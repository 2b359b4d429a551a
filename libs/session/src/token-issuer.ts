import { DomainError, type Session, type Tokens } from '@app/contract';
import type { AccessTokens } from './access-tokens';
import type { RefreshClaims, RefreshTokens } from './refresh-tokens';

/** The tokens of a session. The app chooses how it sends the refresh token. */
export type IssuedTokens = Tokens & { readonly refreshToken: string };

/** Issues the tokens of a session, and reads refresh tokens without I/O. */
export class TokenIssuer {
  constructor(
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
  ) {}

  issue(shopId: string, session: Session, generation: number): IssuedTokens {
    const sessionId = session.id;
    return {
      accessToken: this.accessTokens.sign({ shopId, sessionId }),
      tokenType: 'Bearer',
      expiresIn: this.accessTokens.lifetimeSeconds,
      refreshToken: this.refreshTokens.make({ shopId, sessionId, generation }),
      refreshExpiresIn: Math.max(0, Math.floor((Date.parse(session.expiresAt) - Date.now()) / 1000)),
    };
  }

  /** @returns undefined if the token is forged or malformed */
  read(refreshToken: string): RefreshClaims | undefined {
    return this.refreshTokens.read(refreshToken);
  }

  /** @throws DomainError `session_invalid` if the token is forged or malformed */
  claimsIn(refreshToken: string): RefreshClaims {
    const claims = this.read(refreshToken);
    if (!claims) throw new DomainError('session_invalid');
    return claims;
  }
}
