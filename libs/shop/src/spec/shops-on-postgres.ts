import { Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource, type EntityManager } from 'typeorm';
import type { E164 } from '@app/contract';
import { Database, DatabaseModule, Tenant } from '@app/database';
import { asOwner } from '@app/testing';
import { Shop } from '../shop.entity';

@Module({})
class SpecModule {}

export interface SignedIn {
  readonly shopId: string;
  readonly sessionId: string;
}

let challenges = 0;

/** Shops over a real Postgres, as the services and as the operators reach them. */
export class ShopsOnPostgres {
  private constructor(
    private readonly app: INestApplicationContext,
    /** Connects as the schema owner, like the commands of operators. */
    readonly operator: DataSource,
    private readonly url: string,
  ) {}

  static async open(url: string): Promise<ShopsOnPostgres> {
    const imports = [
      DatabaseModule.forRoot({ databaseUrl: url, applicationName: 'otpravka-spec', entities: [Shop] }),
    ];
    const app = await NestFactory.createApplicationContext(
      { module: SpecModule, imports },
      { logger: false, abortOnError: false },
    );
    const operator = await new DataSource({ type: 'postgres', url, entities: [Shop] }).initialize();
    return new ShopsOnPostgres(app, operator, url);
  }

  get database(): Database {
    return this.app.get(Database, { strict: false });
  }

  /** Signs in with the SQL function that the API uses. */
  async signIn(phone: E164): Promise<SignedIn> {
    const [row] = await this.database.query<{ shopId: string; sessionId: string }>(
      `select opened -> 'shop' ->> 'id' as "shopId", opened -> 'session' ->> 'id' as "sessionId"
         from open_session($1, $2, 'kk', 'KZT', 'Asia/Almaty', 'a browser', '203.0.113.7', 30, 10, null) as opened`,
      [phone, `challenge ${++challenges}`],
    );
    return row!;
  }

  /** The shop as `GET /api/auth/me` returns it. */
  async viewOf({ shopId, sessionId }: SignedIn): Promise<object> {
    const [row] = await this.database.query<{ shop: object }>(
      `select session_of_shop($1, $2) -> 'shop' as shop`,
      [shopId, sessionId],
    );
    return row!.shop;
  }

  run<T>(shopId: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.app.get(Tenant, { strict: false }).run(shopId, work);
  }

  /** Runs SQL as the schema owner, without row security. */
  asOwner<Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> {
    return asOwner<Row>(this.url, sql, parameters);
  }

  async close(): Promise<void> {
    await this.operator.destroy();
    await this.app.close();
  }
}
