import { type DynamicModule, Module } from '@nestjs/common';
import { JwtModule, JwtService } from '@nestjs/jwt';
import { PassportModule } from '@nestjs/passport';
import { Database } from '@app/database';
import { type ApiConfig, type Secrets } from '@app/runtime';
import { AccessTokens } from './access-tokens';
import { AccessTokenStrategy } from './bearer';
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
      // Guards of any module ask for what is here.
      global: true,
      imports: [JwtModule.register({}), PassportModule],
      providers: [
        {
          provide: AccessTokens,
          useFactory: (service: JwtService) => new AccessTokens(service, jwt),
          inject: [JwtService],
        },
        AccessTokenStrategy,
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
