import {
  DomainError,
  type E164,
  type Language,
  type Session,
  type SessionsAnswer,
  type Shop,
} from '@app/contract';
import type { Database } from '@app/database';
import type { ApiConfig } from '@app/runtime';
import type { AccessClaims } from './access-tokens';
import { callAsSession } from './call-as-session';
import {
  endedIds,
  type EndedSessions,
  listedSessions,
  openedSession,
  refreshedSession,
  sessionOfShop,
} from './replies';
import type { IssuedTokens, TokenIssuer } from './token-issuer';

/** The client of a session, as the list of sessions shows it. */
export interface SessionClient {
  readonly userAgent: string;
  readonly ip: string;
}

export interface OpenSession extends SessionClient {
  readonly phone: E164;
  readonly challengeId: string;
  /** The chat that the code was sent to, where it is known. The phone must still belong to this chat. */
  readonly chatId?: number | undefined;
  /** The profile of a shop that this sign-in creates. */
  readonly profile: { readonly language: Language; readonly currency: string; readonly timezone: string };
}

export interface OpenedSession {
  readonly shop: Shop;
  readonly session: Session;
  readonly isNewShop: boolean;
  readonly tokens: IssuedTokens;
  /** The sessions that ended because the shop has too many. */
  readonly ended: readonly string[];
}

/** A used refresh token was shown again: it was stolen, and its session has ended. */
export class RefreshTokenReused extends DomainError {
  constructor(
    readonly phone: E164,
    readonly shopId: string,
    readonly sessionId: string,
  ) {
    super('session_invalid');
  }
}

/** `one`: the session with this id, which may be the one that asks. */
export type EndScope = 'this' | 'others' | 'all' | { readonly one: string };

/** Sessions of shops. Each method is one round trip to Postgres. */
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly issuer: TokenIssuer,
    private readonly config: ApiConfig['session'],
  ) {}

  /**
   * Creates the shop where the phone has none. The same challenge always opens the same session.
   * @throws DomainError `challenge_gone` where the session of this challenge has ended, or the phone has another chat now
   */
  async open(wanted: OpenSession): Promise<OpenedSession> {
    const { language, currency, timezone } = wanted.profile;
    const parameters = [
      ...[wanted.phone, wanted.challengeId, language, currency, timezone, wanted.userAgent, wanted.ip],
      Math.min(this.config.idleDays, this.config.maxDays),
      this.config.perShop,
      wanted.chatId ?? null,
    ];
    const opened = await this.database.call('open_session', parameters, openedSession);
    if (opened === null) throw new DomainError('challenge_gone');
    const { generation, ...found } = opened;
    return { ...found, tokens: await this.issuer.issue(found.shop.id, found.session, generation) };
  }

  /** Reads the claims of a refresh token without I/O. Its session may have ended. */
  claimsIn(refreshToken: string): AccessClaims | undefined {
    return this.issuer.read(refreshToken);
  }

  /**
   * @throws DomainError `session_invalid`; it is a RefreshTokenReused where a token that was used twice has ended its session
   */
  async refresh(refreshToken: string, client: SessionClient): Promise<IssuedTokens> {
    const { shopId, sessionId, generation } = this.issuer.claimsIn(refreshToken);
    const { idleDays, maxDays } = this.config;
    const parameters = [shopId, sessionId, generation, idleDays, maxDays, client.userAgent, client.ip];
    const refreshed = await this.database.call('refresh_session', parameters, refreshedSession);
    if (refreshed === null) throw new DomainError('session_invalid');
    if ('reusedOf' in refreshed) throw new RefreshTokenReused(refreshed.reusedOf, shopId, sessionId);
    return this.issuer.issue(shopId, refreshed.session, refreshed.generation);
  }

  /** Makes the next use of a stolen token notify the owner, after a notification that failed. */
  async releaseReuseNotification({ shopId, sessionId }: AccessClaims): Promise<void> {
    await this.database.query('select release_reuse_notification($1, $2)', [shopId, sessionId]);
  }

  /** @throws DomainError `token_invalid` where the session has ended */
  me(claims: AccessClaims): Promise<{ shop: Shop; session: Session }> {
    return callAsSession(this.database, 'session_of_shop', claims, [], sessionOfShop);
  }

  /** Lists the live sessions of the shop, the last used first. @throws DomainError `token_invalid` */
  list(claims: AccessClaims): Promise<SessionsAnswer['sessions']> {
    return callAsSession(this.database, 'list_sessions', claims, [], listedSessions);
  }

  /**
   * @returns the sessions that ended; none where the one in `scope` is not a live session of this shop
   * @throws DomainError `token_invalid` where the session that asks has ended
   */
  end(claims: AccessClaims, scope: EndScope): Promise<readonly string[]> {
    const [kind, other] = typeof scope === 'string' ? [scope, null] : ['one', scope.one];
    return callAsSession(this.database, 'end_sessions', claims, [kind, other], endedIds);
  }

  /**
   * Ends the session of a refresh token. A session that has ended already is no error.
   * @throws DomainError `session_invalid` where the token is forged or malformed
   */
  async endByRefreshToken(refreshToken: string): Promise<EndedSessions> {
    const { shopId, sessionId } = this.issuer.claimsIn(refreshToken);
    const parameters = [shopId, sessionId, 'this', null];
    return { shopId, ended: (await this.database.call('end_sessions', parameters, endedIds)) ?? [] };
  }
}
