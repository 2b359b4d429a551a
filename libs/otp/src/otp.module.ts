import { type DynamicModule, Module } from '@nestjs/common';
import { Bells, RedisStore } from '@app/redis';
import type { OtpConfig, Secrets } from '@app/runtime';
import { BotChallenges } from './bot-challenges';
import { Codes } from './codes';
import { Notices } from './notices';
import { Otp } from './otp';
import { Outbox } from './outbox';
import type { TellChange } from './types';

@Module({})
export class OtpModule {
  static forRoot({ otp, secrets }: { otp: OtpConfig; secrets: Secrets }): DynamicModule {
    const codes = new Codes(secrets);
    const changes =
      (bells: Bells): TellChange =>
      (challengeId) =>
        bells.ring('challenge.changed', { v: 1, challengeId });
    const inject = [RedisStore, Bells];
    return {
      module: OtpModule,
      providers: [
        {
          provide: Otp,
          useFactory: (store: RedisStore, bells: Bells) => new Otp(store, otp, codes, changes(bells)),
          inject,
        },
        {
          provide: Notices,
          useFactory: (store: RedisStore) => new Notices(store),
          inject: [RedisStore],
        },
        {
          provide: Outbox,
          useFactory: (store: RedisStore, bells: Bells) => new Outbox(store, codes, changes(bells)),
          inject,
        },
        {
          provide: BotChallenges,
          useFactory: (store: RedisStore, bells: Bells) =>
            new BotChallenges(store, otp, codes, changes(bells)),
          inject,
        },
      ],
      exports: [Otp, Outbox, BotChallenges, Notices],
    };
  }
}
