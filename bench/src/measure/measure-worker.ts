import { join } from 'node:path';
import type { Stores } from '../candidates/candidate';
import { ours } from '../candidates/ours';
import { workerCommand } from '../delivery/deployment';
import { SimulatedTelegram } from '../delivery/simulated-telegram';
import { BENCH } from '../paths';
import type { CandidateFigures } from './figures';
import { Service } from './service';

/** Measures how long the bot-worker takes to start, and its memory after that. `measureDelivery` measures its work. */
export async function measureWorker(
  { redis, postgres }: Stores,
  prefix: readonly string[],
): Promise<CandidateFigures> {
  const telegram = await SimulatedTelegram.start();
  await redis.clear();
  const databaseUrl = await postgres.recreate('bot_worker', ours.template);
  const logFile = join(BENCH, '.data', 'logs', 'bot-worker.log');
  const service = await Service.start(workerCommand(redis.url, databaseUrl, telegram.url), {
    ...{ readyPath: '/health/ready', logFile, prefix },
  });
  const figures = { startMs: service.startMs, idleMb: service.memory, operations: {} };
  await service.stop();
  await telegram.stop();
  return figures;
}
