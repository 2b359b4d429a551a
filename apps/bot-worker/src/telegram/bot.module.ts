import * as http from 'node:http';
import * as https from 'node:https';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { TelegrafModule } from 'nestjs-telegraf';
import type { WorkerConfig } from '@app/runtime';
import { RedisStore } from '@app/redis';
import { BotApi } from './bot-api';
import { BotIdentity } from './bot-identity';
import { SendBudget } from './send-budget';

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
        BotIdentity,
        {
          provide: SendBudget,
          useFactory: (store: RedisStore) => new SendBudget(store, messagesPerSecond),
          inject: [RedisStore],
        },
      ],
      exports: [BotApi, BotIdentity, SendBudget],
    };
  }
}
