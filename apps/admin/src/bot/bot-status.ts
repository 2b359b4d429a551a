import type { BotStatus } from '@app/telegram';
import type { Command } from '../cli/command';
import { outboxText } from '../outbox/outbox-text';
import { positionalsOf } from '../shop/subject';
import { safeText } from '../text/safe-text';
import { type TableRow, tableText } from '../text/table-text';
import { durationText, instantText } from '../text/time-text';
import { botName, pauseText, troubleText } from './bot-text';
import { type BotInspection, inspectBot } from './inspect-bot';

function updatesText({ webhook, pollingLeaseMs }: BotStatus, now: Date): string {
  if (pollingLeaseMs !== undefined)
    return `one worker polls; its lease lasts ${durationText(pollingLeaseMs)} unless it renews it`;
  if (webhook === undefined) return 'no worker polls, and no webhook is recorded';
  const target = webhook.origin === '' ? 'no webhook is set' : `a webhook at ${safeText(webhook.origin)}`;
  return `${target}, checked ${instantText(webhook.checkedAt, now)}: ${webhook.pendingUpdates} updates wait`;
}

function deliveryErrorText({ webhook }: BotStatus, now: Date): string {
  const error = webhook?.lastError;
  return error ? `${safeText(error.message)}, ${instantText(error.at, now)}` : 'none recorded';
}

function budgetText({ budget: { reservedMs, floodedChats } }: BotStatus): string {
  const slots = reservedMs === 0 ? 'free' : `slots are reserved for the next ${durationText(reservedMs)}`;
  return floodedChats === 0 ? slots : `${slots}; ${floodedChats} chats got a 429 within 10 s`;
}

function rowsOf(inspection: BotInspection): TableRow[] {
  const { bot, outbox, now } = inspection;
  const { lastFailure } = bot;
  return [
    ['Bot', inspection.botUsername === undefined ? 'name not recorded' : botName(inspection)],
    ['Workers', `${bot.workers} running`],
    ['Updates', updatesText(bot, now)],
    ['Delivery error', deliveryErrorText(bot, now)],
    ['Webhook', troubleText(bot.webhookTrouble, now)],
    ['Polling', troubleText(bot.pollingTrouble, now)],
    ['Bot API', troubleText(bot.telegramTrouble, now)],
    [
      'Last failed call',
      lastFailure === undefined
        ? 'none recorded'
        : `${lastFailure.method}: ${lastFailure.problem}, ${instantText(lastFailure.at, now)}`,
    ],
    ['Budget', budgetText(bot)],
    ['Pause', pauseText(bot.pauseMs)],
    ['Outbox', outboxText(outbox)],
  ];
}

export const botStatusCommand: Command = {
  ...{ group: 'bot', name: 'status', parameters: '' },
  summary: 'Shows the bot as its workers have recorded it: name, updates, budget, last error.',
  options: {},
  notes:
    'It reads Redis only and needs no bot token. `unreachable` and `unchanged` calls are not failures: they belong to one chat.\n' +
    'The exit code is 4 if something is wrong.',
  async run(args, stores) {
    positionalsOf(args, 0);
    const inspection = await inspectBot(await stores.redis(), stores.config);
    const { bot, outbox, botUsername, troubles } = inspection;
    const advice =
      troubles.length === 0 ? 'Nothing is wrong.' : troubles.map((each) => each.advice).join('\n');
    return {
      text: `${tableText(rowsOf(inspection))}\n\n${advice}`,
      json: { isHealthy: troubles.length === 0, troubles, botUsername: botUsername ?? null, ...bot, outbox },
      ...(troubles.length > 0 && { result: 'trouble' }),
    };
  },
};
