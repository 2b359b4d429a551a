import type { RedisStore } from '@app/redis';
import type { Command } from '../cli/command';
import { inspectBot } from '../bot/inspect-bot';
import { positionalsOf } from '../shop/subject';
import type { Stores } from '../stores';
import { columnsText } from '../text/table-text';
import { type Check, failed, ok } from './check';
import { postgresChecks } from './postgres-checks';
import { redisChecks } from './redis-checks';
import { settingsChecks } from './settings-checks';
import { telegramChecks } from './telegram-checks';

const SYMBOLS: Readonly<Record<Check['state'], string>> = {
  ...{ ok: 'ok', warning: 'WARNING', failed: 'FAILED', skipped: 'skipped' },
};

async function botChecks(
  store: RedisStore,
  stores: Stores,
): Promise<{ checks: Check[]; username: string | undefined }> {
  const { bot, troubles } = await inspectBot(store, stores.config);
  const checks = troubles.map(({ code, advice }) => failed(code, advice));
  if (checks.length === 0) checks.push(ok('bot', `${bot.workers} workers run @${bot.username ?? ''}`));
  return { checks, username: bot.username };
}

/** The checks of the stores come first, because the others depend on them. */
async function allChecks(stores: Stores): Promise<Check[]> {
  const [postgres, redis] = await Promise.all([postgresChecks(stores), redisChecks(stores)]);
  const bot = redis.store && (await botChecks(redis.store, stores));
  return [
    ...settingsChecks(stores.environment),
    ...postgres,
    ...redis.checks,
    ...(await telegramChecks(stores.config, bot?.username)),
    ...(bot?.checks ?? []),
  ];
}

function summaryOf(checks: readonly Check[]): string {
  const count = (state: Check['state']): number => checks.filter((check) => check.state === state).length;
  const [failures, warnings] = [count('failed'), count('warning')];
  if (failures === 0 && warnings === 0) return 'Everything is in order.';
  return `${failures} failed, ${warnings} warnings.`;
}

export const doctor: Command = {
  ...{ group: 'doctor', name: '', parameters: '' },
  summary: 'Checks everything that a boot checks, the clocks, Redis, Telegram and the bot.',
  options: {},
  notes:
    'It changes nothing. Run it where the services run, with their variables: with JWT_PRIVATE_KEY it also checks the variables\n' +
    'of auth-api, with TELEGRAM_BOT_TOKEN those of bot-worker, and that Telegram accepts the token.\n' +
    'The exit code is 4 if a check failed; a warning alone leaves it at 0.',
  async run(args, stores) {
    positionalsOf(args, 0);
    const checks = await allChecks(stores);
    const isHealthy = checks.every(({ state }) => state !== 'failed');
    const rows = checks.map(({ name, state, message }) => [
      ...[SYMBOLS[state].padEnd(7), name, message.split('\n').join('\n    ')],
    ]);
    return {
      text: `${columnsText(rows)}\n\n${summaryOf(checks)}`,
      json: { isHealthy, checks },
      ...(!isHealthy && { result: 'trouble' }),
    };
  },
};
