import { type DynamicModule, Module } from '@nestjs/common';
import { Secrets, type WorkerConfig } from '@app/runtime';

export type TelegramConfig = WorkerConfig['telegram'];

export const TELEGRAM_CONFIG = Symbol('TELEGRAM_CONFIG');

/** Provides the configuration to every module of the worker. */
@Module({})
export class WorkerConfigModule {
  static forRoot(config: WorkerConfig): DynamicModule {
    return {
      module: WorkerConfigModule,
      global: true,
      providers: [
        { provide: TELEGRAM_CONFIG, useValue: config.telegram },
        { provide: Secrets, useValue: new Secrets(config.appSecrets) },
      ],
      exports: [TELEGRAM_CONFIG, Secrets],
    };
  }
}
