import * as http from 'node:http';
import * as https from 'node:https';
import type { Type } from '@nestjs/common';
import type { TelegrafModuleOptions } from 'nestjs-telegraf';
import type { Telegraf } from 'telegraf';
import type { TelegramConfig } from '../config/worker-config.module';

const agentFor = (apiRoot: string): http.Agent => {
  const options = { keepAlive: true, keepAliveMsecs: 10_000 };
  return apiRoot.startsWith('https:') ? new https.Agent(options) : new http.Agent(options);
};

/** @param updates the module whose `@Update()` classes handle the updates */
export const telegrafOptions = (
  { token, apiRoot }: Pick<TelegramConfig, 'token' | 'apiRoot'>,
  updates: Type,
): TelegrafModuleOptions => ({
  token,
  // The intake receives updates. nestjs-telegraf would launch the bot before its handlers are registered.
  launchOptions: false,
  include: [updates],
  options: { telegram: { apiRoot: `${apiRoot}/`, webhookReply: false, agent: agentFor(apiRoot) } },
});

/**
 * Undoes two defaults of nestjs-telegraf: it swallows the errors of handlers, and at shutdown it stops a bot that never
 * launched.
 */
export function patchTelegraf(bot: Telegraf): void {
  bot.catch((error) => {
    throw error;
  });
  bot.stop = () => undefined;
}
