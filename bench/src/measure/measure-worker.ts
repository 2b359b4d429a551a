import { join } from 'node:path';
import type { Stores } from '../candidates/candidate';
import { ours } from '../candidates/ours';
import { BENCH, fromProduct, PRODUCT } from '../paths';
import type { CandidateFigures } from './figures';
import { Service } from './service';

interface Simulator {
  readonly url: string;
  stop(): Promise<void>;
}
interface SimulatorModule {
  readonly TelegramSimulator: {
    start(options: { token: string; botUsername: string; webhookRetryMs: number }): Promise<Simulator>;
  };
}

const TOKEN = '123456789:AAtheTokenOfTheBotThatTheBenchUses000';

/** Measures how long the bot-worker takes to start, and its memory after that. Load tests measure its work (docs/delivery.md). */
export async function measureWorker(
  { redis, postgres }: Stores,
  prefix: readonly string[],
): Promise<CandidateFigures> {
  const { TelegramSimulator } = fromProduct<SimulatorModule>('libs/simulator/src/index.js');
  const telegram = await TelegramSimulator.start({
    ...{ token: TOKEN, botUsername: 'otpravka_bench_bot', webhookRetryMs: 100 },
  });
  await redis.clear();
  const databaseUrl = await postgres.recreate('bot_worker', ours.template);
  const { APP_SECRET, DATABASE_URL, REDIS_URL } = ours.command(redis.url, databaseUrl).env;
  const command = {
    args: [join(PRODUCT, 'apps/bot-worker/main.js')],
    env: {
      ...{ APP_SECRET: APP_SECRET!, DATABASE_URL: DATABASE_URL!, REDIS_URL: REDIS_URL! },
      ...{ TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT: telegram.url },
    },
  };
  const logFile = join(BENCH, '.data', 'logs', 'bot-worker.log');
  const service = await Service.start(command, { readyPath: '/health/ready', logFile, prefix });
  const figures = { startMs: service.startMs, idleMb: service.memory, operations: {} };
  await service.stop();
  await telegram.stop();
  return figures;
}
