import { type DynamicModule, Module } from '@nestjs/common';
import { JwtModule, JwtService } from '@nestjs/jwt';
import { Database } from '@app/database';
import type { ApiConfig, Secrets } from '@app/runtime';
import { AccessTokens } from './access-tokens';
import { Activity } from './activity';
import { LiveTenant } from './live-tenant';
import { RefreshTokens } from './refresh-tokens';
import { Sessions } from './sessions';
import { TokenIssuer } from './token-issuer';

@Module({})
export class SessionModule {
  static forRoot({
    secrets,
    jwt,
    session,
  }: { secrets: Secrets } & Pick<ApiConfig, 'jwt' | 'session'>): DynamicModule {
    return {
      module: SessionModule,
      // Guards in any module inject these providers.
      global: true,
      imports: [JwtModule.register({})],
      providers: [
        {
          provide: AccessTokens,
          useFactory: (service: JwtService) => new AccessTokens(service, jwt),
          inject: [JwtService],
        },
        {
          provide: Sessions,
          useFactory: (database: Database, tokens: AccessTokens) =>
            new Sessions(database, new TokenIssuer(tokens, new RefreshTokens(secrets)), session),
          inject: [Database, AccessTokens],
        },
        { provide: Activity, useFactory: (database: Database) => new Activity(database), inject: [Database] },
        LiveTenant,
      ],
      exports: [AccessTokens, Activity, LiveTenant, Sessions],
    };
  }
}
