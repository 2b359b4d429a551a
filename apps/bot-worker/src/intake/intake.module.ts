import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { Registry } from 'prom-client';
import type { Intake } from '@app/runtime';
import { TelegramModule } from '@app/telegram';
import { BotModule } from '../telegram/bot.module';
import { UpdatesModule } from '../updates/updates.module';
import { Admissions } from './admission/admissions';
import { LinkedSenders } from './admission/linked-senders';
import { StrangerAllowance } from './admission/stranger-allowance';
import { Inbox } from './claims/inbox';
import { UpdateClaims } from './claims/update-claims';
import { DisabledIntake } from './disabled-intake';
import { IntakeMetrics } from './intake-metrics';
import { PollClient } from './polling/poll-client';
import { PollConflicts } from './polling/poll-conflicts';
import { Polling } from './polling/polling';
import { PollingLease } from './polling/polling-lease';
import { UpdateHandler } from './update-handler';
import { Webhook } from './webhook/webhook';
import { WebhookClient } from './webhook/webhook-client';
import { WebhookController } from './webhook/webhook.controller';
import { WebhookGate } from './webhook/webhook-gate';
import { WebhookRecord } from './webhook/webhook-record';
import { WebhookSecret } from './webhook/webhook-secret';
import { WEBHOOK_ORIGIN, WebhookSettings } from './webhook/webhook-settings';
import { WebhookStatus } from './webhook/webhook-status';

function providersOf(intake: Intake): Provider[] {
  switch (intake.mode) {
    case 'polling':
      return [Polling, PollClient, PollConflicts, PollingLease];
    case 'webhook':
      return [
        Webhook,
        WebhookClient,
        WebhookGate,
        WebhookSecret,
        WebhookSettings,
        { provide: WEBHOOK_ORIGIN, useValue: intake.origin },
      ];
    case 'off':
      return [{ provide: DisabledIntake, useFactory: () => new DisabledIntake(intake.reason) }];
  }
}

/** Receives updates from Telegram, decides which are handled, and handles each of them once. */
@Module({})
export class IntakeModule {
  static forRoot(intake: Intake): DynamicModule {
    return {
      module: IntakeModule,
      imports: [BotModule, TelegramModule, UpdatesModule],
      controllers: intake.mode === 'webhook' ? [WebhookController] : [],
      providers: [
        ...[Admissions, LinkedSenders, StrangerAllowance, Inbox, UpdateClaims, UpdateHandler],
        ...[WebhookRecord, WebhookStatus],
        {
          provide: IntakeMetrics,
          useFactory: (registry: Registry) => new IntakeMetrics(registry, intake.mode),
          inject: [Registry],
        },
        ...providersOf(intake),
      ],
      exports: [WebhookStatus],
    };
  }
}
