import { type DynamicModule, Module } from '@nestjs/common';
import { Database, DatabaseModule } from '@app/database';
import { type EventServer, type ConnectRedis, RedisModule, RedisStore } from '@app/redis';
import { type ApiConfig, HealthModule, loggingModule, MetricsModule } from '@app/runtime';
import { ActivityEntry, Session } from '@app/session';
import { Shop } from '@app/shop';
import { AuthModule } from './auth/auth.module';
import { BotUsername } from './auth/bot-username';

@Module({})
export class AuthApiModule {
  static forRoot(
    config: ApiConfig,
    { connect, events }: { connect: ConnectRedis; events: EventServer },
  ): DynamicModule {
    const auth = AuthModule.forRoot(config);
    return {
      module: AuthApiModule,
      imports: [
        loggingModule({ level: config.logLevel, service: 'auth-api' }),
        MetricsModule.forRoot({
          service: 'auth-api',
          token: config.metricsToken,
          isProduction: config.isProduction,
        }),
        RedisModule.forRoot({ connect, namespace: config.namespace }),
        DatabaseModule.forRoot({
          databaseUrl: config.databaseUrl,
          applicationName: 'otpravka-auth-api',
          entities: [Shop, Session, ActivityEntry],
        }),
        auth,
        HealthModule.forRoot({
          imports: [auth],
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
