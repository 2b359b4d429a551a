import { DomainError, type E164, type Language, type Session, type Shop, type Tokens } from '@app/contract';
import type { Database } from '@app/database';
import type { ApiConfig } from '@app/runtime';
import type { AccessClaims, AccessTokens } from './access-tokens';
import type { RefreshTokens } from './refresh-tokens';

/** Who uses a session, as the list of sessions shows it. */
export interface SessionClient {
  readonly userAgent: string;
  readonly ip: string;
}

export interface OpenSession extends SessionClient {
  readonly phone: E164;
  readonly challengeId: string;
  /** For a shop that is made by this sign-in. */
  readonly profile: { readonly language: Language; readonly currency: string; readonly timezone: string };
}

interface OpenedRow {
  readonly opened: {
    readonly shop: Shop;
    readonly session: Session;
    readonly generation: number;
    readonly isNewShop: boolean;
  } | null;
}

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
  ...stored,
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
   * @throws DomainError `challenge_gone` where the session of this challenge has ended already
   */
  async open(o: OpenSession): Promise<{ shop: Shop; session: Session; isNewShop: boolean; tokens: Tokens }> {
    const { language, currency, timezone } = o.profile;
    const idleDays = Math.min(this.config.idleDays, this.config.maxDays);
    const [row] = await this.database.query<OpenedRow>(
      'select open_session($1, $2, $3, $4, $5, $6, $7, $8, $9) as opened',
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
      ],
    );
    if (!row?.opened) throw new DomainError('challenge_gone');
    const { isNewShop, generation } = row.opened;
    const shop = shopOf(row.opened.shop);
    const session = sessionOf(row.opened.session);
    return { shop, session, isNewShop, tokens: await this.tokensOf(shop.id, session, generation) };
  }

  /** Whether a refresh token is one of ours, though its session may have ended; asked of no store. */
  issued(refreshToken: string): boolean {
    return this.refreshTokens.read(refreshToken) !== undefined;
  }

  /** @throws DomainError `session_invalid`; a token used twice ends its session */
  async refresh(refreshToken: string, client: SessionClient): Promise<Tokens> {
    const claims = this.refreshTokens.read(refreshToken);
    if (!claims) throw new DomainError('session_invalid');
    const { idleDays, maxDays } = this.config;
    const [row] = await this.database.query<{ rotated: { session: Session; generation: number } | null }>(
      'select rotate_session($1, $2, $3, $4, $5, $6, $7) as rotated',
      [claims.shopId, claims.sessionId, claims.generation, idleDays, maxDays, client.userAgent, client.ip],
    );
    if (!row?.rotated) throw new DomainError('session_invalid');
    return this.tokensOf(claims.shopId, sessionOf(row.rotated.session), row.rotated.generation);
  }

  /** @throws DomainError `token_invalid` where the session has ended */
  async me({ shopId, sessionId }: AccessClaims): Promise<{ shop: Shop; session: Session }> {
    const [row] = await this.database.query<{ found: { shop: Shop; session: Session } | null }>(
      'select session_of_shop($1, $2) as found',
      [shopId, sessionId],
    );
    if (!row?.found) throw new DomainError('token_invalid');
    return { shop: shopOf(row.found.shop), session: sessionOf(row.found.session) };
  }

  /** @throws DomainError `token_invalid` where the session has ended already */
  async end({ shopId, sessionId }: AccessClaims, scope: 'this' | 'others' | 'all'): Promise<void> {
    const [row] = await this.database.query<{ ended: boolean }>('select end_sessions($1, $2, $3) as ended', [
      shopId,
      sessionId,
      scope,
    ]);
    if (row?.ended !== true) throw new DomainError('token_invalid');
  }

  private async tokensOf(shopId: string, session: Session, generation: number): Promise<Tokens> {
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
