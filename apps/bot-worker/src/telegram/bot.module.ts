import * as http from 'node:http';
import * as https from 'node:https';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { getBotToken, TelegrafModule } from 'nestjs-telegraf';
import { Registry } from 'prom-client';
import type { Telegraf } from 'telegraf';
import type { WorkerConfig } from '@app/runtime';
import { RedisStore } from '@app/redis';
import { BotTroubles } from '@app/telegram';
import { BotApi } from './bot-api';
import { BotIdentity } from './bot-identity';
import { BotMenu } from './bot-menu';
import { SendBudget } from './send-budget';
import { TelegramHealth } from './telegram-health';
import { TelegramWatch } from './telegram-watch';
import { WebhookStatus } from './webhook-status';

const agentFor = (apiRoot: string): http.Agent => {
  const options = { keepAlive: true, keepAliveMsecs: 10_000 };
  return apiRoot.startsWith('https:') ? new https.Agent(options) : new http.Agent(options);
};

@Module({})
export class BotModule {
  /** @param updates the module whose `@Update()` classes take what people send */
  static forRoot(
    { token, apiRoot, messagesPerSecond }: WorkerConfig['telegram'],
    updates: Type,
  ): DynamicModule {
    return {
      module: BotModule,
      imports: [
        TelegrafModule.forRoot({
          token,
          // Only what is ours takes updates, at a time of our choice.
          launchOptions: false,
          include: [updates],
          options: { telegram: { apiRoot: `${apiRoot}/`, webhookReply: false, agent: agentFor(apiRoot) } },
        }),
      ],
      providers: [
        BotApi,
        WebhookStatus,
        {
          provide: TelegramHealth,
          useFactory: (registry: Registry) => new TelegramHealth(registry),
          inject: [Registry],
        },
        {
          provide: BotIdentity,
          useFactory: (bot: Telegraf, api: BotApi, store: RedisStore) => new BotIdentity(bot, api, store),
          inject: [getBotToken(), BotApi, RedisStore],
        },
        {
          provide: BotMenu,
          useFactory: (identity: BotIdentity, api: BotApi) => new BotMenu(identity, api),
          inject: [BotIdentity, BotApi],
        },
        {
          provide: TelegramWatch,
          useFactory: (health: TelegramHealth, api: BotApi, store: RedisStore) =>
            new TelegramWatch(health, api, new BotTroubles(store)),
          inject: [TelegramHealth, BotApi, RedisStore],
        },
        {
          provide: SendBudget,
          useFactory: (store: RedisStore) => new SendBudget(store, messagesPerSecond),
          inject: [RedisStore],
        },
      ],
      exports: [BotApi, BotIdentity, SendBudget, TelegramHealth, WebhookStatus],
    };
  }
}
