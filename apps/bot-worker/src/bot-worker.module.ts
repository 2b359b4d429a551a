import { type DynamicModule, Module } from '@nestjs/common';
import { TelegrafModule } from 'nestjs-telegraf';
import { Database, DatabaseModule } from '@app/database';
import { OtpModule } from '@app/otp';
import { type ConnectRedis, type EventServer, RedisModule, RedisStore } from '@app/redis';
import { HealthModule, MetricsModule, Secrets, TracingModule, type WorkerConfig } from '@app/runtime';
import { ActivityEntry, Session } from '@app/session';
import { Shop } from '@app/shop';
import { TelegramAccountRow } from '@app/telegram';
import { WorkerConfigModule } from './config/worker-config.module';
import { DeliveryModule } from './delivery/delivery.module';
import { IntakeModule } from './intake/intake.module';
import { WebhookStatus } from './intake/webhook/webhook-status';
import { RetentionModule } from './retention/retention.module';
import { BotIdentity } from './telegram/bot-identity';
import { BotModule } from './telegram/bot.module';
import { telegrafOptions } from './telegram/telegraf-options';
import { TelegramHealth } from './telegram/telegram-health';
import { UpdatesModule } from './updates/updates.module';

@Module({})
export class BotWorkerModule {
  static forRoot(
    config: WorkerConfig,
    { connect, events }: { connect: ConnectRedis; events: EventServer },
  ): DynamicModule {
    const intake = IntakeModule.forRoot(config.telegram.intake);
    const isWebhook = config.telegram.intake.mode === 'webhook';
    return {
      module: BotWorkerModule,
      imports: [
        WorkerConfigModule.forRoot(config),
        MetricsModule.forRoot({
          service: 'bot-worker',
          token: config.metricsToken,
          isProduction: config.isProduction,
        }),
        TracingModule.forRoot({ service: 'bot-worker', endpoint: config.tracesEndpoint }),
        RedisModule.forRoot({ connect, events, namespace: config.namespace }),
        DatabaseModule.forRoot({
          databaseUrl: config.databaseUrl,
          applicationName: 'otpravka-bot-worker',
          entities: [Shop, Session, ActivityEntry, TelegramAccountRow],
          connections: 4,
        }),
        // Global, because the delivery, the updates and the intake share one instance.
        { ...OtpModule.forRoot({ otp: config.otp, secrets: new Secrets(config.appSecrets) }), global: true },
        TelegrafModule.forRoot(telegrafOptions(config.telegram, UpdatesModule)),
        ...[BotModule, DeliveryModule, UpdatesModule, RetentionModule, intake],
        HealthModule.forRoot({
          imports: [BotModule, intake],
          inject: [RedisStore, Database, BotIdentity, TelegramHealth, WebhookStatus],
          checks: (
            redis: RedisStore,
            database: Database,
            identity: BotIdentity,
            health: TelegramHealth,
            webhook: WebhookStatus,
          ) => ({
            redis: () => redis.ping(),
            subscriptions: () => events.isListening,
            postgres: () => database.ping(),
            telegram: () => identity.isKnown && health.trouble === undefined,
            ...(isWebhook && { webhook: () => webhook.isAsWanted }),
          }),
        }),
      ],
    };
  }
}
