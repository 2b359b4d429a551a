import { type DynamicModule, Module } from '@nestjs/common';
import { Database, DatabaseModule } from '@app/database';
import { OtpModule } from '@app/otp';
import { type EventServer, type ConnectRedis, RedisModule, RedisStore } from '@app/redis';
import { HealthModule, loggingModule, MetricsModule, Secrets, type WorkerConfig } from '@app/runtime';
import { ActivityEntry, PhoneSessions, RevokedSessions, Session } from '@app/session';
import { Shop } from '@app/shop';
import { PhoneMoves, TelegramAccountRow, TelegramAccounts, TelegramModule } from '@app/telegram';
import { EventsController } from './delivery/events.controller';
import { Courier } from './delivery/courier';
import { DeliveryMetrics } from './delivery/delivery-metrics';
import { WorkerRegistry } from './delivery/worker-registry';
import { Sweep } from './delivery/sweep';
import { Admissions } from './intake/admission';
import { Inbox } from './intake/inbox';
import { IntakeMetrics } from './intake/intake-metrics';
import { IntakeService } from './intake/intake.service';
import { LinkedSenders } from './intake/linked-senders';
import { StrangerAllowance } from './intake/stranger-allowance';
import { UpdateClaims } from './intake/update-claims';
import { UpdateHandler } from './intake/update-handler';
import { WebhookController } from './intake/webhook.controller';
import { WebhookSecret } from './intake/webhook-secret';
import { BotApi } from './telegram/bot-api';
import { BotIdentity } from './telegram/bot-identity';
import { BotModule } from './telegram/bot.module';
import { TelegramHealth } from './telegram/telegram-health';
import { WebhookStatus } from './telegram/webhook-status';
import { CodeUpdate } from './updates/code.update';
import { ContactUpdate } from './updates/contact.update';
import { Conversation } from './updates/conversation';
import { GroupLeaving } from './updates/group-leaving';
import { GroupUpdate } from './updates/group.update';
import { HelpUpdate } from './updates/help.update';
import { LeaveUpdate } from './updates/leave.update';
import { Links } from './updates/links';
import { MembershipUpdate } from './updates/membership.update';
import { MoveUpdate } from './updates/move.update';
import { OtherUpdate } from './updates/other.update';
import { RefuseUpdate } from './updates/refuse.update';
import { Relinking } from './updates/relinking';
import { StartUpdate } from './updates/start.update';

/** In this order they are asked; who takes an update keeps it, so the one that takes all is the last. */
const UPDATES = [
  GroupUpdate,
  StartUpdate,
  HelpUpdate,
  CodeUpdate,
  LeaveUpdate,
  RefuseUpdate,
  ContactUpdate,
  MembershipUpdate,
  MoveUpdate,
  OtherUpdate,
];

@Module({})
export class BotWorkerModule {
  static forRoot(
    config: WorkerConfig,
    { connect, events }: { connect: ConnectRedis; events: EventServer },
  ): DynamicModule {
    const secrets = new Secrets(config.appSecrets);
    const { intake, token } = config.telegram;
    const bot = BotModule.forRoot(config.telegram, BotWorkerModule);
    return {
      module: BotWorkerModule,
      imports: [
        loggingModule({ level: config.logLevel, service: 'bot-worker' }),
        MetricsModule.forRoot({
          service: 'bot-worker',
          token: config.metricsToken,
          isProduction: config.isProduction,
        }),
        RedisModule.forRoot({ connect, namespace: config.namespace }),
        DatabaseModule.forRoot({
          databaseUrl: config.databaseUrl,
          applicationName: 'otpravka-bot-worker',
          entities: [Shop, Session, ActivityEntry, TelegramAccountRow],
          connections: 4,
        }),
        OtpModule.forRoot({ otp: config.otp, secrets }),
        TelegramModule,
        bot,
        HealthModule.forRoot({
          imports: [bot],
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
            ...(intake.mode === 'webhook' && { webhook: () => webhook.isAsWanted }),
          }),
        }),
      ],
      controllers: [EventsController, ...(intake.mode === 'webhook' ? [WebhookController] : [])],
      providers: [
        ...[
          Courier,
          DeliveryMetrics,
          WorkerRegistry,
          Sweep,
          Inbox,
          Admissions,
          UpdateHandler,
          IntakeMetrics,
          Conversation,
          Links,
          Relinking,
          RevokedSessions,
        ],
        {
          provide: UpdateClaims,
          useFactory: (store: RedisStore) => new UpdateClaims(store),
          inject: [RedisStore],
        },
        {
          provide: LinkedSenders,
          useFactory: (accounts: TelegramAccounts) => new LinkedSenders((ids) => accounts.linkedOf(ids)),
          inject: [TelegramAccounts],
        },
        {
          provide: StrangerAllowance,
          useFactory: (store: RedisStore) => new StrangerAllowance(store),
          inject: [RedisStore],
        },
        {
          provide: GroupLeaving,
          useFactory: (store: RedisStore, api: BotApi) => new GroupLeaving(store, api),
          inject: [RedisStore, BotApi],
        },
        { provide: WebhookSecret, useFactory: () => new WebhookSecret(secrets, token) },
        {
          provide: PhoneMoves,
          useFactory: (store: RedisStore) => new PhoneMoves(store),
          inject: [RedisStore],
        },
        {
          provide: PhoneSessions,
          useFactory: (database: Database) => new PhoneSessions(database),
          inject: [Database],
        },
        {
          provide: IntakeService,
          useFactory: (
            store: RedisStore,
            api: BotApi,
            identity: BotIdentity,
            handler: UpdateHandler,
            metrics: IntakeMetrics,
            secret: WebhookSecret,
            status: WebhookStatus,
          ) => new IntakeService(intake, { store, api, identity, handler, metrics, secret, status }),
          inject: [
            ...[RedisStore, BotApi, BotIdentity, UpdateHandler, IntakeMetrics, WebhookSecret],
            WebhookStatus,
          ],
        },
        ...UPDATES,
      ],
    };
  }
}
