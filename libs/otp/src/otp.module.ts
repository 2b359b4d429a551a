import { type DynamicModule, Module } from '@nestjs/common';
import { RedisStore } from '@app/redis';
import type { OtpConfig, Secrets } from '@app/runtime';
import { BotChallenges } from './bot-challenges';
import { Codes } from './codes';
import { Notices } from './notices';
import { Otp } from './otp';
import { Outbox } from './outbox';

@Module({})
export class OtpModule {
  static forRoot({ otp, secrets }: { otp: OtpConfig; secrets: Secrets }): DynamicModule {
    const codes = new Codes(secrets);
    const inject = [RedisStore];
    return {
      module: OtpModule,
      providers: [
        { provide: Otp, useFactory: (store: RedisStore) => new Otp(store, otp, codes), inject },
        { provide: Notices, useFactory: (store: RedisStore) => new Notices(store), inject },
        { provide: Outbox, useFactory: (store: RedisStore) => new Outbox(store, codes), inject },
        {
          provide: BotChallenges,
          useFactory: (store: RedisStore) => new BotChallenges(store, otp, codes),
          inject,
        },
      ],
      exports: [Otp, Outbox, BotChallenges, Notices],
    };
  }
}
