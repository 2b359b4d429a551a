import { type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { E164 } from '@app/contract';
import { Database, DatabaseModule } from '@app/database';
import { asOwner, freshDatabase, type TestDatabase } from '@app/testing';
import { TelegramAccounts, type TelegramPerson } from '../telegram-accounts';
import { TelegramModule } from '../telegram.module';

export const PHONE = '+77011234567' as E164;
export const OTHER_PHONE = '+77017654321' as E164;

/** Telegram ids have up to 52 bits. A private chat has the id of its person. */
export const person = (n: number, more: Partial<TelegramPerson> = {}): TelegramPerson => ({
  telegramId: 7_000_000_000 + n,
  chatId: 7_000_000_000 + n,
  ...more,
});

@Module({})
class SpecModule {}

let challenges = 0;

/** Telegram accounts as the worker has them, in a database of their own. */
export class AccountsOnPostgres {
  private constructor(
    private readonly app: INestApplicationContext,
    private readonly postgres: TestDatabase,
  ) {}

  static async open(): Promise<AccountsOnPostgres> {
    const postgres = await freshDatabase();
    const imports = [
      DatabaseModule.forRoot({ databaseUrl: postgres.url, applicationName: 'otpravka-spec' }),
      TelegramModule,
    ];
    const app = await NestFactory.createApplicationContext(
      { module: SpecModule, imports },
      { logger: false, abortOnError: false },
    );
    return new AccountsOnPostgres(app, postgres);
  }

  get accounts(): TelegramAccounts {
    return this.app.get(TelegramAccounts, { strict: false });
  }

  get database(): Database {
    return this.app.get(Database, { strict: false });
  }

  /**
   * Signs the phone in with the function that the API calls.
   * @param code.chatId the chat that received the code; undefined: unknown
   */
  async signIn(phone: E164, code: { readonly chatId?: number } = {}): Promise<void> {
    await this.database.query(
      `select open_session($1, $2, 'kk', 'KZT', 'Asia/Almaty', 'a browser', '203.0.113.7', 30, 10, $3)`,
      [phone, `challenge ${++challenges}`, code.chatId ?? null],
    );
  }

  async shopIdOf(phone: E164): Promise<string> {
    const [row] = await this.asOwner<{ id: string }>('select id from shops where phone = $1', [phone]);
    return row!.id;
  }

  async shopNameOf(phone: E164): Promise<string> {
    const [row] = await this.asOwner<{ name: string }>('select name from shops where phone = $1', [phone]);
    return row!.name;
  }

  /** The activity of the phone's shop, the newest last. */
  async eventsOf(phone: E164): Promise<string[]> {
    const rows = await this.asOwner<{ event: string }>(
      'select event from activity join shops on shops.id = shop_id where phone = $1 order by at, activity.id',
      [phone],
    );
    return rows.map(({ event }) => event);
  }

  async telegramIdOfShop(phone: E164): Promise<number | null> {
    const [row] = await this.asOwner<{ id: string | null }>(
      'select telegram_id as id from shops where phone = $1',
      [phone],
    );
    return row!.id === null ? null : Number(row!.id);
  }

  /** Reads why the sessions of this phone's shop have ended; null for a live session. */
  async endsOfSessions(phone: E164): Promise<(string | null)[]> {
    const rows = await this.asOwner<{ reason: string | null }>(
      `select revoked_reason as reason from sessions join shops on shops.id = shop_id where phone = $1`,
      [phone],
    );
    return rows.map(({ reason }) => reason);
  }

  /** Runs SQL as the schema owner, without row security. */
  asOwner<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return asOwner<Row>(this.postgres.url, sql, parameters);
  }

  clear(): Promise<void> {
    return this.postgres.clear();
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.postgres.drop();
  }
}

/** Opens a database that is empty before each test of the surrounding `describe`. @returns getters for the running test */
export function useAccounts(): {
  readonly postgres: AccountsOnPostgres;
  readonly accounts: TelegramAccounts;
} {
  let postgres: AccountsOnPostgres;
  beforeAll(async () => (postgres = await AccountsOnPostgres.open()));
  afterEach(() => postgres.clear());
  afterAll(() => postgres?.close());
  return {
    get postgres() {
      return postgres;
    },
    get accounts() {
      return postgres.accounts;
    },
  };
}
