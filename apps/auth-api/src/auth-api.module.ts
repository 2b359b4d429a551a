import { type DynamicModule, Module } from '@nestjs/common';
import { Database, DatabaseModule } from '@app/database';
import { OtpModule } from '@app/otp';
import { type EventServer, type ConnectRedis, RedisModule, RedisStore } from '@app/redis';
import { type ApiConfig, HealthModule, MetricsModule, Secrets, TracingModule } from '@app/runtime';
import { ActivityEntry, Session, SessionModule } from '@app/session';
import { Shop } from '@app/shop';
import { AuthModule } from './auth/auth.module';
import { BotUsername } from './auth/bot-username';
import { ApiConfigModule } from './config/api-config.module';
import { EventsModule } from './events/events.module';
import { KeysModule } from './keys/keys.module';
import { SessionsModule } from './sessions/sessions.module';
import { ShopModule } from './shop/shop.module';

@Module({})
export class AuthApiModule {
  static forRoot(
    config: ApiConfig,
    {
      connect,
      events,
      chatPageUrl,
    }: { connect: ConnectRedis; events: EventServer; chatPageUrl?: string | undefined },
  ): DynamicModule {
    const secrets = new Secrets(config.appSecrets);
    return {
      module: AuthApiModule,
      imports: [
        ApiConfigModule.forRoot(config, chatPageUrl),
        MetricsModule.forRoot({
          service: 'auth-api',
          token: config.metricsToken,
          isProduction: config.isProduction,
        }),
        TracingModule.forRoot({ service: 'auth-api', endpoint: config.tracesEndpoint }),
        RedisModule.forRoot({ connect, events, namespace: config.namespace }),
        DatabaseModule.forRoot({
          databaseUrl: config.databaseUrl,
          applicationName: 'otpravka-auth-api',
          entities: [Shop, Session, ActivityEntry],
        }),
        { ...OtpModule.forRoot({ otp: config.otp, secrets }), global: true },
        SessionModule.forRoot({ secrets, jwt: config.jwt, session: config.session }),
        AuthModule,
        EventsModule,
        SessionsModule,
        ShopModule,
        KeysModule,
        HealthModule.forRoot({
          imports: [AuthModule],
          inject: [RedisStore, Database, BotUsername],
          checks: (redis: RedisStore, database: Database, bot: BotUsername) => ({
            redis: () => redis.ping(),
            subscriptions: () => events.isListening,
            postgres: () => database.ping(),
            bot_username: () => bot.get(),
          }),
        }),
      ],
    };
  }
}
