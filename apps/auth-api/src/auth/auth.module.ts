import { type DynamicModule, Module } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Otp, OtpModule } from '@app/otp';
import { RedisStore } from '@app/redis';
import { type ApiConfig, Secrets } from '@app/runtime';
import { SessionModule, RevokedSessions } from '@app/session';
import { Shops } from '@app/shop';
import { EventStreams } from '../events/event-streams';
import { EventsController } from '../events/events.controller';
import { AuthController } from './auth.controller';
import { AttemptLimit } from './attempt-limit';
import { AuthMetrics } from './auth-metrics';
import { BotUsername } from './bot-username';
import { JwksController } from './jwks.controller';
import { Logout } from './logout';
import { OriginCheck } from '../http/origin-check';
import { SessionsController } from '../sessions/sessions.controller';
import { EraseShop } from '../shop/erase-shop';
import { OwnShop } from '../shop/own-shop';
import { ShopController } from '../shop/shop.controller';
import { Refresh } from './refresh';
import { RequestOtp } from './request-otp';
import { VerifyOtp } from './verify-otp';

@Module({})
export class AuthModule {
  static forRoot(config: ApiConfig): DynamicModule {
    const secrets = new Secrets(config.appSecrets);
    return {
      module: AuthModule,
      imports: [
        OtpModule.forRoot({ otp: config.otp, secrets }),
        SessionModule.forRoot({ secrets, jwt: config.jwt, session: config.session }),
      ],
      controllers: [AuthController, EventsController, SessionsController, ShopController, JwksController],
      providers: [
        {
          provide: BotUsername,
          useFactory: (store: RedisStore) => new BotUsername(store, config.botUsername),
          inject: [RedisStore],
        },
        { provide: OriginCheck, useFactory: () => new OriginCheck(config.corsOrigins) },
        {
          provide: EventStreams,
          useFactory: (otp: Otp, registry: Registry) => new EventStreams(otp, registry, config.otp),
          inject: [Otp, Registry],
        },
        AttemptLimit,
        AuthMetrics,
        EraseShop,
        Logout,
        OwnShop,
        Refresh,
        RequestOtp,
        RevokedSessions,
        Shops,
        VerifyOtp,
      ],
      exports: [BotUsername],
    };
  }
}
