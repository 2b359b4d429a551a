import { type DynamicModule, Module } from '@nestjs/common';
import { JwtModule, JwtService } from '@nestjs/jwt';
import { Database } from '@app/database';
import { type ApiConfig, type Secrets } from '@app/runtime';
import { AccessTokens } from './access-tokens';
import { RefreshTokens } from './refresh-tokens';
import { Sessions } from './sessions';

@Module({})
export class SessionModule {
  static forRoot({
    secrets,
    jwt,
    session,
  }: { secrets: Secrets } & Pick<ApiConfig, 'jwt' | 'session'>): DynamicModule {
    return {
      module: SessionModule,
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
            new Sessions(database, tokens, new RefreshTokens(secrets), session),
          inject: [Database, AccessTokens],
        },
      ],
      exports: [AccessTokens, Sessions],
    };
  }
}
