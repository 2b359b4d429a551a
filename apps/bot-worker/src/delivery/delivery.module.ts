import { Module } from '@nestjs/common';
import { Database } from '@app/database';
import { SignInNotifications } from '@app/session';
import { TelegramModule } from '@app/telegram';
import { BotModule } from '../telegram/bot.module';
import { DeliveryMetrics } from './delivery-metrics';
import { EventsController } from './events.controller';
import { ImmediateNotifications } from './immediate-notifications';
import { MeteredOutbox } from './metered-outbox';
import { MissedSignIns } from './missed-sign-ins';
import { OutboxDelivery } from './outbox-delivery';
import { OutboxSweep } from './outbox-sweep';
import { TaskSender } from './task-sender';
import { WorkerRegistry } from './worker-registry';

/** Sends what is in the outbox: codes, edits of messages, and notifications. */
@Module({
  imports: [BotModule, TelegramModule],
  controllers: [EventsController],
  providers: [
    ...[OutboxDelivery, OutboxSweep, TaskSender, MeteredOutbox, MissedSignIns],
    ...[WorkerRegistry, DeliveryMetrics, ImmediateNotifications],
    {
      provide: SignInNotifications,
      useFactory: (database: Database) => new SignInNotifications(database),
      inject: [Database],
    },
  ],
  exports: [OutboxDelivery, ImmediateNotifications],
})
export class DeliveryModule {}
