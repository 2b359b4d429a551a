import { type DynamicModule, Module } from '@nestjs/common';
import { PassportModule } from '@nestjs/passport';
import { Registry } from 'prom-client';
import { Otp, OtpModule } from '@app/otp';
import { RedisStore } from '@app/redis';
import { type ApiConfig, Secrets } from '@app/runtime';
import { SessionModule } from '@app/session';
import { EventStreams } from '../events/event-streams';
import { EventsController } from '../events/events.controller';
import { AuthController } from './auth.controller';
import { AttemptLimit } from './attempt-limit';
import { AuthMetrics } from './auth-metrics';
import { AccessTokenStrategy } from './bearer';
import { BotUsername } from './bot-username';
import { JwksController } from './jwks.controller';
import { RequestOtp } from './request-otp';
import { VerifyOtp } from './verify-otp';

@Module({})
export class AuthModule {
  static forRoot(config: ApiConfig): DynamicModule {
    const secrets = new Secrets(config.appSecrets);
    return {
      module: AuthModule,
      imports: [
        PassportModule,
        OtpModule.forRoot({ otp: config.otp, secrets }),
        SessionModule.forRoot({ secrets, jwt: config.jwt, session: config.session }),
      ],
      controllers: [AuthController, EventsController, JwksController],
      providers: [
        {
          provide: BotUsername,
          useFactory: (store: RedisStore) => new BotUsername(store, config.botUsername),
          inject: [RedisStore],
        },
        {
          provide: EventStreams,
          useFactory: (otp: Otp, registry: Registry) => new EventStreams(otp, registry, config.otp),
          inject: [Otp, Registry],
        },
        AccessTokenStrategy,
        AttemptLimit,
        AuthMetrics,
        RequestOtp,
        VerifyOtp,
      ],
      exports: [BotUsername],
    };
  }
}
