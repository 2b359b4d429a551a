import { type DynamicModule, Module } from '@nestjs/common';
import { EventPublisher, RedisStore } from '@app/redis';
import type { OtpConfig, Secrets } from '@app/runtime';
import { Approvals } from './challenge/approvals';
import { BotChallenges } from './challenge/bot-challenges';
import { ChallengeEvents } from './challenge/challenge-events';
import { Codes } from './challenge/codes';
import { Otp } from './challenge/otp';
import { Notifications } from './outbox/notifications';
import { Outbox } from './outbox/outbox';

@Module({})
export class OtpModule {
  static forRoot({ otp, secrets }: { otp: OtpConfig; secrets: Secrets }): DynamicModule {
    const codes = new Codes(secrets);
    const inject = [RedisStore, EventPublisher];
    return {
      module: OtpModule,
      providers: [
        {
          provide: Otp,
          useFactory: (store: RedisStore, events: EventPublisher) =>
            new Otp(store, otp, codes, new ChallengeEvents(events)),
          inject,
        },
        {
          provide: BotChallenges,
          useFactory: (store: RedisStore, events: EventPublisher) =>
            new BotChallenges(store, otp, codes, new ChallengeEvents(events)),
          inject,
        },
        {
          provide: Approvals,
          useFactory: (store: RedisStore, events: EventPublisher) =>
            new Approvals(store, otp, new ChallengeEvents(events)),
          inject,
        },
        {
          provide: Outbox,
          useFactory: (store: RedisStore, events: EventPublisher) =>
            new Outbox(store, codes, new ChallengeEvents(events)),
          inject,
        },
        {
          provide: Notifications,
          useFactory: (store: RedisStore) => new Notifications(store),
          inject: [RedisStore],
        },
      ],
      exports: [Otp, Outbox, Approvals, BotChallenges, Notifications],
    };
  }
}
