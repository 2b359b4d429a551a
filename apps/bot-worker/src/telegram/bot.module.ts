import { Module } from '@nestjs/common';
import { RedisStore } from '@app/redis';
import { BotTroubles } from '@app/telegram';
import { BotApi } from './bot-api';
import { BotIdentity } from './bot-identity';
import { BotMenu } from './bot-menu';
import { SendBudget } from './budget/send-budget';
import { TelegramHealth } from './telegram-health';
import { TelegramWatch } from './telegram-watch';

/** Calls of the Bot API: their budget, the identity and the menu of the bot, and whether Telegram is available. */
@Module({
  providers: [
    BotApi,
    BotIdentity,
    BotMenu,
    SendBudget,
    TelegramHealth,
    TelegramWatch,
    {
      provide: BotTroubles,
      useFactory: (store: RedisStore) => new BotTroubles(store),
      inject: [RedisStore],
    },
  ],
  exports: [BotApi, BotIdentity, BotTroubles, SendBudget, TelegramHealth],
})
export class BotModule {}
