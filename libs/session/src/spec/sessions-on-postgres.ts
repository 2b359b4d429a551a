import { generateKeyPairSync } from 'node:crypto';
import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { E164 } from '@app/contract';
import { Database, DatabaseModule } from '@app/database';
import { Shop } from '@app/shop';
import { asOwner, freshDatabase, type TestDatabase } from '@app/testing';
import { type ApiConfig, Secrets } from '@app/runtime';
import { AccessTokens } from '../access-tokens';
import { Activity } from '../activity';
import { ActivityEntry } from '../activity-entry.entity';
import { LiveTenant } from '../live-tenant';
import { PhoneSessions } from '../phone-sessions';
import { RefreshTokens } from '../refresh-tokens';
import { Session } from '../session.entity';
import { SessionModule } from '../session.module';
import { type OpenSession, Sessions } from '../sessions';

export const PHONE = '+77011234567' as E164;
export const OTHER_PHONE = '+77017654321' as E164;
export const CLIENT = { userAgent: 'Firefox on Android', ip: '203.0.113.7' };
export const OTHER_CLIENT = { userAgent: 'Safari on iOS', ip: '203.0.113.8' };
export const CLIENT_NAMES = { browser: 'Firefox', system: 'Android', network: CLIENT.ip };
const PROFILE = { language: 'kk', currency: 'KZT', timezone: 'Asia/Almaty' } as const;
const SECRETS = new Secrets(['a secret that only the specs of sessions use']);

@Module({})
class SpecModule {}

let challenges = 0;

export const newChallenge = (): string => `challenge ${++challenges}`;

export interface SessionRow {
  readonly id: string;
  readonly generation: number;
  readonly revoked_reason: string | null;
}

/** Sessions over a real Postgres, with the steps that specs share. */
export class SessionsOnPostgres {
  /** Makes and reads refresh tokens without a session. */
  readonly refreshTokens = new RefreshTokens(SECRETS);

  private readonly variants: SessionsOnPostgres[] = [];

  private constructor(
    private readonly app: INestApplicationContext,
    readonly databaseUrl: string,
  ) {}

  static async open(url: string, session: Partial<ApiConfig['session']> = {}): Promise<SessionsOnPostgres> {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const imports = [
      DatabaseModule.forRoot({
        databaseUrl: url,
        applicationName: 'otpravka-spec',
        entities: [Shop, Session, ActivityEntry],
      }),
      SessionModule.forRoot({
        secrets: SECRETS,
        jwt: { privateKeys: [privateKey], issuer: 'otpravka', audience: 'shops', accessTokenSeconds: 600 },
        session: { idleDays: 30, maxDays: 90, perShop: 10, ...session },
      }),
    ];
    const app = await NestFactory.createApplicationContext(
      { module: SpecModule, imports },
      { logger: false, abortOnError: false },
    );
    return new SessionsOnPostgres(app, url);
  }

  /** The same database with other settings. It is closed together with this fixture. */
  async configured(session: Partial<ApiConfig['session']>): Promise<SessionsOnPostgres> {
    const variant = await SessionsOnPostgres.open(this.databaseUrl, session);
    this.variants.push(variant);
    return variant;
  }

  get sessions(): Sessions {
    return this.app.get(Sessions, { strict: false });
  }

  get activity(): Activity {
    return this.app.get(Activity, { strict: false });
  }

  get liveTenant(): LiveTenant {
    return this.app.get(LiveTenant, { strict: false });
  }

  get accessTokens(): AccessTokens {
    return this.app.get(AccessTokens, { strict: false });
  }

  get database(): Database {
    return this.app.get(Database, { strict: false });
  }

  get phoneSessions(): PhoneSessions {
    return new PhoneSessions(this.database);
  }

  /** Signs in. The result also has the claims of the access token. */
  async signIn(more: Partial<OpenSession> = {}) {
    const opened = await this.sessions.open({
      phone: PHONE,
      challengeId: newChallenge(),
      profile: PROFILE,
      ...CLIENT,
      ...CLIENT_NAMES,
      ...more,
    });
    return { ...opened, claims: { shopId: opened.shop.id, sessionId: opened.session.id } };
  }

  /** Runs SQL as the schema owner, without row security. */
  asOwner<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return asOwner<Row>(this.databaseUrl, sql, parameters);
  }

  async row(sessionId: string): Promise<SessionRow> {
    const [row] = await this.asOwner<SessionRow>('select * from sessions where id = $1', [sessionId]);
    return row!;
  }

  /** The events of a shop, the newest last. */
  async events(shopId: string): Promise<string[]> {
    const rows = await this.asOwner<{ event: string }>(
      'select event from activity where shop_id = $1 order by at, id',
      [shopId],
    );
    return rows.map(({ event }) => event);
  }

  /** Moves all times of a shop's sessions and activity into the past. */
  async passDays(shopId: string, days: number): Promise<void> {
    const earlier = `- make_interval(days => $2)`;
    await this.asOwner(
      `update sessions set created_at = created_at ${earlier}, last_seen_at = last_seen_at ${earlier},
         rotated_at = rotated_at ${earlier}, expires_at = expires_at ${earlier}, revoked_at = revoked_at ${earlier}
       where shop_id = $1`,
      [shopId, days],
    );
    await this.asOwner(`update activity set at = at ${earlier} where shop_id = $1`, [shopId, days]);
  }

  async close(): Promise<void> {
    await this.closeVariants();
    await this.app.close();
  }

  async closeVariants(): Promise<void> {
    await Promise.all(this.variants.splice(0).map((variant) => variant.close()));
  }
}

/**
 * Opens a fixture on a database of the file, which is empty at the start of each test unless its data are kept per file. The result
 * always holds the fixture.
 */
export function useSessions(data: 'per test' | 'per file' = 'per test'): SessionsOnPostgres {
  const fixture = Object.create(SessionsOnPostgres.prototype) as SessionsOnPostgres;
  let database: TestDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
    Object.assign(fixture, await SessionsOnPostgres.open(database.url));
  });
  afterEach(async () => {
    await fixture.closeVariants();
    if (data === 'per test') await database.clear();
  });
  afterAll(async () => {
    await fixture.close();
    await database.drop();
  });
  return fixture;
}
