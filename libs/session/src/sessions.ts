import {
  type ActivityAnswer,
  DomainError,
  type E164,
  type Language,
  type Session,
  type SessionsAnswer,
  type Shop,
  type ShopPatch,
  type Tokens,
} from '@app/contract';
import type { Database } from '@app/database';
import type { ApiConfig } from '@app/runtime';
import type { AccessClaims, AccessTokens } from './access-tokens';
import type { ActivityEvent } from './activity.entity';
import type { EndedSessions } from './phone-sessions';
import type { RefreshClaims, RefreshTokens } from './refresh-tokens';

/** Who uses a session, as the list of sessions shows it. */
export interface SessionClient {
  readonly userAgent: string;
  readonly ip: string;
}

export interface OpenSession extends SessionClient {
  readonly phone: E164;
  readonly challengeId: string;
  /** Where its code was sent, where that is known: who holds the phone now must be the same. */
  readonly chatId?: number | undefined;
  /** For a shop that is made by this sign-in. */
  readonly profile: { readonly language: Language; readonly currency: string; readonly timezone: string };
}

interface OpenedRow {
  readonly opened: {
    readonly shop: Shop;
    readonly session: Session;
    readonly generation: number;
    readonly isNewShop: boolean;
    readonly ended: readonly string[];
  } | null;
}

/** Tokens as their holder gets them; how the refresh token travels is for the app to choose. */
export type IssuedTokens = Tokens & { readonly refreshToken: string };

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

/** `one`: another session than the one that asks, or the same. */
export type EndScope = 'this' | 'others' | 'all' | { readonly one: string };

type ListedSession = SessionsAnswer['sessions'][number];
type ListedActivity = ActivityAnswer['items'][number] & { readonly id: string };

type Stored<T> = { readonly [K in keyof T]: T[K] };

const instant = (stored: string): string => new Date(stored).toISOString();
const instantOrNull = (stored: string | null): string | null => (stored === null ? null : instant(stored));

/** Instants as PostgreSQL writes them into JSON, in the form of the contract. */
const shopOf = (stored: Stored<Shop>): Shop => ({
  ...stored,
  planExpiresAt: instantOrNull(stored.planExpiresAt),
  createdAt: instant(stored.createdAt),
  lastLoginAt: instantOrNull(stored.lastLoginAt),
});

const sessionOf = (stored: Stored<Session>): Session => ({
  id: stored.id,
  createdAt: instant(stored.createdAt),
  expiresAt: instant(stored.expiresAt),
});

/** Sessions of shops. Each verb is one round trip to Postgres. */
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly accessTokens: AccessTokens,
    private readonly refreshTokens: RefreshTokens,
    private readonly config: ApiConfig['session'],
  ) {}

  /**
   * Makes the shop where this phone has none. The same challenge opens the same session, however often it is asked.
   * @throws DomainError `challenge_gone` where the session of this challenge has ended already, or the phone is another's now
   */
  async open(o: OpenSession): Promise<{
    shop: Shop;
    session: Session;
    isNewShop: boolean;
    tokens: IssuedTokens;
    /** Sessions that gave way to this one. */
    ended: readonly string[];
  }> {
    const { language, currency, timezone } = o.profile;
    const idleDays = Math.min(this.config.idleDays, this.config.maxDays);
    const [row] = await this.database.query<OpenedRow>(
      'select open_session($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as opened',
      [
        o.phone,
        o.challengeId,
        language,
        currency,
        timezone,
        o.userAgent,
        o.ip,
        idleDays,
        this.config.perShop,
        o.chatId ?? null,
      ],
    );
    if (!row?.opened) throw new DomainError('challenge_gone');
    const { isNewShop, generation, ended } = row.opened;
    const shop = shopOf(row.opened.shop);
    const session = sessionOf(row.opened.session);
    return { shop, session, isNewShop, ended, tokens: await this.tokensOf(shop.id, session, generation) };
  }

  /** What a refresh token of ours says, though its session may have ended; asked of no store. */
  claimsIn(refreshToken: string): AccessClaims | undefined {
    return this.refreshTokens.read(refreshToken);
  }

  /** @throws DomainError `session_invalid`, and as such RefreshTokenReused where a token used twice has ended its session */
  async refresh(refreshToken: string, client: SessionClient): Promise<IssuedTokens> {
    const { shopId, sessionId, generation } = this.claimsOf(refreshToken);
    const { idleDays, maxDays } = this.config;
    const refreshed = await this.ask<{ session: Session; generation: number } | { reusedOf: E164 }>(
      'refresh_session($1, $2, $3, $4, $5, $6, $7)',
      [shopId, sessionId, generation, idleDays, maxDays, client.userAgent, client.ip],
    );
    if (refreshed === null) throw new DomainError('session_invalid');
    if ('reusedOf' in refreshed) throw new RefreshTokenReused(refreshed.reusedOf, shopId, sessionId);
    return this.tokensOf(shopId, sessionOf(refreshed.session), refreshed.generation);
  }

  /** @throws DomainError `token_invalid` where the session has ended */
  async me(claims: AccessClaims): Promise<{ shop: Shop; session: Session }> {
    const { shop, session } = await this.askAs<{ shop: Shop; session: Session }>(
      claims,
      'session_of_shop($1, $2)',
    );
    return { shop: shopOf(shop), session: sessionOf(session) };
  }

  /** Who could not be told by now is to be told when such a token is shown again. */
  async reuseNotTold({ shopId, sessionId }: AccessClaims): Promise<void> {
    await this.ask('reuse_not_told($1, $2)', [shopId, sessionId]);
  }

  /** The live sessions of the shop, the last used first. @throws DomainError `token_invalid` */
  async list(claims: AccessClaims): Promise<ListedSession[]> {
    const sessions = await this.askAs<ListedSession[]>(claims, 'list_sessions($1, $2)');
    return sessions.map((session) => ({
      ...session,
      ...sessionOf(session),
      lastSeenAt: instant(session.lastSeenAt),
    }));
  }

  /**
   * @returns the sessions that have ended by this; none where the one that was named was no live one of this shop
   * @throws DomainError `token_invalid` where the session that asks has ended already
   */
  async end(claims: AccessClaims, scope: EndScope): Promise<readonly string[]> {
    const [kind, other] = typeof scope === 'string' ? [scope, null] : ['one', scope.one];
    return this.askAs<string[]>(claims, 'end_sessions($1, $2, $3, $4)', [kind, other]);
  }

  /** Who holds its refresh token may end a session. @throws DomainError `session_invalid` for what is no token of ours */
  async endByRefreshToken(refreshToken: string): Promise<EndedSessions> {
    const { shopId, sessionId } = this.claimsOf(refreshToken);
    const ended = await this.ask<string[]>('end_sessions($1, $2, $3, $4)', [shopId, sessionId, 'this', null]);
    // One that is over has nothing left to end.
    return { shopId, ended: ended ?? [] };
  }

  /** What happened, the newest first. @param page.before the last id of the page before @throws DomainError `token_invalid` */
  async activity(
    claims: AccessClaims,
    page: { readonly limit: number; readonly before?: string | undefined },
  ): Promise<ActivityAnswer> {
    // One more than asked for tells whether there are more.
    const found = await this.askAs<ListedActivity[]>(claims, 'list_activity($1, $2, $3, $4)', [
      page.limit + 1,
      page.before ?? null,
    ]);
    const shown = found.slice(0, page.limit);
    return {
      items: shown.map(({ at, event, ip, userAgent }) => ({ at: instant(at), event, ip, userAgent })),
      nextBefore: found.length > page.limit ? shown.at(-1)!.id : null,
    };
  }

  /** What is absent stays. @throws DomainError `token_invalid` */
  async updateShop(claims: AccessClaims, { name, language, currency, timezone }: ShopPatch): Promise<Shop> {
    const shop = await this.askAs<Shop>(claims, 'update_shop($1, $2, $3, $4, $5, $6)', [
      ...[name ?? null, language ?? null, currency ?? null, timezone ?? null],
    ]);
    return shopOf(shop);
  }

  /** The shop, all that refers to it, and who its owner is in Telegram. @returns its sessions @throws DomainError `token_invalid` */
  eraseShop(claims: AccessClaims): Promise<readonly string[]> {
    return this.askAs<string[]>(claims, 'erase_shop($1, $2)');
  }

  /** Something happened to the shop of a phone, if there is one. */
  async note(phone: E164, event: ActivityEvent, client: SessionClient): Promise<void> {
    await this.ask('note_activity($1, $2, $3, $4)', [phone, event, client.ip, client.userAgent]);
  }

  private claimsOf(refreshToken: string): RefreshClaims {
    const claims = this.refreshTokens.read(refreshToken);
    if (!claims) throw new DomainError('session_invalid');
    return claims;
  }

  /** One round trip that also looks whether the session is live: null says that it is not. */
  private async askAs<T>(
    { shopId, sessionId }: AccessClaims,
    call: string,
    parameters: readonly unknown[] = [],
  ): Promise<T> {
    const answer = await this.ask<T>(call, [shopId, sessionId, ...parameters]);
    if (answer === null) throw new DomainError('token_invalid');
    return answer;
  }

  private async ask<T>(call: string, parameters: readonly unknown[]): Promise<T | null> {
    const [row] = await this.database.query<{ answer: T | null }>(`select ${call} as answer`, parameters);
    return row?.answer ?? null;
  }

  private async tokensOf(shopId: string, session: Session, generation: number): Promise<IssuedTokens> {
    const sessionId = session.id;
    return {
      accessToken: await this.accessTokens.sign({ shopId, sessionId }),
      tokenType: 'Bearer',
      expiresIn: this.accessTokens.lifetimeSeconds,
      refreshToken: this.refreshTokens.make({ shopId, sessionId, generation }),
      refreshExpiresIn: Math.max(0, Math.floor((Date.parse(session.expiresAt) - Date.now()) / 1000)),
    };
  }
}
