import { type DynamicModule, Module } from '@nestjs/common';
import { EventPublisher, RedisStore } from '@app/redis';
import type { OtpConfig, Secrets } from '@app/runtime';
import { BotChallenges } from './bot-challenges';
import { Codes } from './codes';
import { Notifications } from './notifications';
import { Otp } from './otp';
import { Outbox } from './outbox';
import type { TellChange } from './types';

@Module({})
export class OtpModule {
  static forRoot({ otp, secrets }: { otp: OtpConfig; secrets: Secrets }): DynamicModule {
    const codes = new Codes(secrets);
    const changes =
      (events: EventPublisher): TellChange =>
      (challengeId) =>
        events.publish('challenge.changed', { v: 1, challengeId });
    const inject = [RedisStore, EventPublisher];
    return {
      module: OtpModule,
      providers: [
        {
          provide: Otp,
          useFactory: (store: RedisStore, events: EventPublisher) =>
            new Otp(store, otp, codes, changes(events)),
          inject,
        },
        {
          provide: Notifications,
          useFactory: (store: RedisStore) => new Notifications(store),
          inject: [RedisStore],
        },
        {
          provide: Outbox,
          useFactory: (store: RedisStore, events: EventPublisher) =>
            new Outbox(store, codes, changes(events)),
          inject,
        },
        {
          provide: BotChallenges,
          useFactory: (store: RedisStore, events: EventPublisher) =>
            new BotChallenges(store, otp, codes, changes(events)),
          inject,
        },
      ],
      exports: [Otp, Outbox, BotChallenges, Notifications],
    };
  }
}
