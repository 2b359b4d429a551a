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

/** The client of a sign-in, by which one that is new to the shop is noticed. */
export interface SignInClient extends SessionClient {
  /** A name of a closed list; empty if the browser is not in the list. */
  readonly browser: string;
  /** A name of a closed list; empty if the system is not in the list. */
  readonly system: string;
  /** The IPv4 address, or the /64 in IPv6. */
  readonly network: string;
}

export interface OpenSession extends SignInClient {
  readonly phone: E164;
  readonly challengeId: string;
  /** The chat that received the code, if it is known. The phone must still belong to this chat. */
  readonly chatId?: number | undefined;
  /** The profile of a shop that this sign-in creates. */
  readonly profile: { readonly language: Language; readonly currency: string; readonly timezone: string };
}

export interface OpenedSession {
  readonly shop: Shop;
  readonly session: Session;
  readonly isNewShop: boolean;
  /** Whether the owner is to be notified: no earlier session of the shop came from this browser and system, or address. */
  readonly isNotificationDue: boolean;
  /** The Telegram account that is linked to the phone. */
  readonly ownerId: number | null;
  readonly tokens: IssuedTokens;
  /** The ids of sessions that ended because the shop had too many. */
  readonly ended: readonly string[];
}

/** Thrown when a used refresh token is used again. It was stolen, so its session has ended. */
export class RefreshTokenReused extends DomainError {
  constructor(
    readonly phone: E164,
    readonly shopId: string,
    readonly sessionId: string,
  ) {
    super('session_invalid');
  }
}

/** `this`: the session that requests the end. `one`: the session with this id. */
export type EndScope = 'this' | 'others' | 'all' | { readonly one: string };

/** Sessions of shops. Each method is one round trip to Postgres. */
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly issuer: TokenIssuer,
    private readonly config: ApiConfig['session'],
  ) {}

  /**
   * Opens a session, and creates the shop if the phone has none. The same challenge always opens the same session.
   * @throws DomainError `challenge_gone` if the session of this challenge has ended, or the phone has another chat now
   */
  async open(wanted: OpenSession): Promise<OpenedSession> {
    const { language, currency, timezone } = wanted.profile;
    const parameters = [
      ...[wanted.phone, wanted.challengeId, language, currency, timezone, wanted.userAgent, wanted.ip],
      Math.min(this.config.idleDays, this.config.maxDays),
      this.config.perShop,
      wanted.chatId ?? null,
      ...[wanted.browser, wanted.system, wanted.network],
    ];
    const opened = await this.database.call('open_session', parameters, openedSession);
    if (opened === null) throw new DomainError('challenge_gone');
    const { generation, ...found } = opened;
    return { ...found, tokens: this.issuer.issue(found.shop.id, found.session, generation) };
  }

  /** Reads the claims of a refresh token without I/O. Its session may have ended. */
  claimsIn(refreshToken: string): AccessClaims | undefined {
    return this.issuer.read(refreshToken);
  }

  /**
   * Rotates the refresh token. If its reuse ends the session, the error is a RefreshTokenReused.
   * @throws DomainError `session_invalid`
   */
  async refresh(refreshToken: string, client: SessionClient & { network?: string }): Promise<IssuedTokens> {
    const { shopId, sessionId, generation } = this.issuer.claimsIn(refreshToken);
    const { idleDays, maxDays } = this.config;
    const parameters = [shopId, sessionId, generation, idleDays, maxDays, client.userAgent, client.ip];
    parameters.push(client.network ?? '');
    const refreshed = await this.database.call('refresh_session', parameters, refreshedSession);
    if (refreshed === null) throw new DomainError('session_invalid');
    if ('reusedOf' in refreshed) throw new RefreshTokenReused(refreshed.reusedOf, shopId, sessionId);
    return this.issuer.issue(shopId, refreshed.session, refreshed.generation);
  }

  /** Call it after a failed notification, so that the next use of the stolen token notifies the owner. */
  async releaseReuseNotification({ shopId, sessionId }: AccessClaims): Promise<void> {
    await this.database.query('select release_reuse_notification($1, $2)', [shopId, sessionId]);
  }

  /** Reads the session and its shop. @throws DomainError `token_invalid` if the session has ended */
  me(claims: AccessClaims): Promise<{ shop: Shop; session: Session }> {
    return callAsSession(this.database, 'session_of_shop', claims, [], sessionOfShop);
  }

  /** Lists the live sessions of the shop, the last used first. @throws DomainError `token_invalid` */
  list(claims: AccessClaims): Promise<SessionsAnswer['sessions']> {
    return callAsSession(this.database, 'list_sessions', claims, [], listedSessions);
  }

  /**
   * @returns the ids of the ended sessions; empty if `scope.one` is not a live session of this shop
   * @throws DomainError `token_invalid` if the session of `claims` has ended
   */
  end(claims: AccessClaims, scope: EndScope): Promise<readonly string[]> {
    const [kind, otherId] = typeof scope === 'string' ? [scope, null] : ['one', scope.one];
    return callAsSession(this.database, 'end_sessions', claims, [kind, otherId], endedIds);
  }

  /**
   * Ends the session of a refresh token. A session that has already ended is no error.
   * @throws DomainError `session_invalid` if the token is forged or malformed
   */
  async endByRefreshToken(refreshToken: string): Promise<EndedSessions> {
    const { shopId, sessionId } = this.issuer.claimsIn(refreshToken);
    const parameters = [shopId, sessionId, 'this', null];
    return { shopId, ended: (await this.database.call('end_sessions', parameters, endedIds)) ?? [] };
  }
}
