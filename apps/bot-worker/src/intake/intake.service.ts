import { Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { RedisStore } from '@app/redis';
import type { Intake as IntakeMode } from '@app/runtime';
import type { BotApi } from '../telegram/bot-api';
import type { BotIdentity } from '../telegram/bot-identity';
import type { WebhookStatus } from '../telegram/webhook-status';
import type { Intake } from './intake';
import type { IntakeMetrics } from './intake-metrics';
import { Polling } from './polling';
import type { UpdateHandler } from './update-handler';
import { Webhook } from './webhook';
import type { WebhookSecret } from './webhook-secret';

interface Parts {
  readonly store: RedisStore;
  readonly api: BotApi;
  readonly identity: BotIdentity;
  readonly handler: UpdateHandler;
  readonly metrics: IntakeMetrics;
  readonly secret: WebhookSecret;
  readonly status: WebhookStatus;
}

function intakeFor(mode: IntakeMode, parts: Parts): Intake | undefined {
  switch (mode.mode) {
    case 'polling':
      return new Polling(parts);
    case 'webhook':
      return new Webhook(parts, mode.origin);
    case 'off':
      new Logger('Intake').warn(`no updates are taken here: ${mode.reason}`);
      return undefined;
  }
}

/** Starts what TELEGRAM_MODE chose once everything else stands, and stops it first. */
export class IntakeService implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly intake: Intake | undefined;

  constructor(mode: IntakeMode, parts: Parts) {
    this.intake = intakeFor(mode, parts);
  }

  onApplicationBootstrap(): void {
    this.intake?.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.intake?.stop();
  }
}
