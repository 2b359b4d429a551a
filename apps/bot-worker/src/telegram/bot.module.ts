import { Module } from '@nestjs/common';
import { RedisStore } from '@app/redis';
import { BotRecords, BotTroubles } from '@app/telegram';
import { BotApi } from './bot-api';
import { BotIdentity } from './bot-identity';
import { BotProfile } from './bot-profile';
import { SendBudget } from './budget/send-budget';
import { TelegramHealth } from './telegram-health';
import { TelegramWatch } from './telegram-watch';

/** Calls of the Bot API: their budget, the identity and the profile of the bot, and whether Telegram is available. */
@Module({
  providers: [
    BotApi,
    BotIdentity,
    BotProfile,
    SendBudget,
    TelegramHealth,
    TelegramWatch,
    {
      provide: BotRecords,
      useFactory: (store: RedisStore) => new BotRecords(store),
      inject: [RedisStore],
    },
    {
      provide: BotTroubles,
      useFactory: (store: RedisStore) => new BotTroubles(store),
      inject: [RedisStore],
    },
  ],
  exports: [BotApi, BotIdentity, BotTroubles, SendBudget, TelegramHealth],
})
export class BotModule {}
