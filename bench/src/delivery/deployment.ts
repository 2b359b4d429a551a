import { join } from 'node:path';
import { linkAccounts } from '../candidates/accounts';
import type { Stores } from '../candidates/candidate';
import { ours } from '../candidates/ours';
import { nextPhone } from '../load/request';
import { processorTime, processorTimeOfFamily } from '../measure/processes';
import { Service } from '../measure/service';
import { BENCH, PRODUCT } from '../paths';
import { BOT_TOKEN, SimulatedTelegram } from './simulated-telegram';

/** The number of processes of each service. */
export interface Setup {
  readonly workers: number;
  readonly apis: number;
}

export interface LinkedPerson {
  readonly phone: string;
  readonly chat: number;
}

/** Far above the measured rates. The default of 25 a second, which Telegram allows, would delay the codes. */
const MESSAGES_PER_SECOND = '10000';
const DATABASE = 'bench_delivery';
const FIRST_CHAT = 1_000_000;
const READY_PATH = '/health/ready';

/** The command of a bot-worker. Its other variables are those of `ours`. */
export function workerCommand(redisUrl: string, databaseUrl: string, telegramUrl: string) {
  const { APP_SECRET = '' } = ours.command(redisUrl, databaseUrl).env;
  return {
    args: [join(PRODUCT, 'apps/bot-worker/main.js')],
    env: {
      ...{ APP_SECRET, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl },
      ...{ TELEGRAM_BOT_TOKEN: BOT_TOKEN, TELEGRAM_API_ROOT: telegramUrl },
      TELEGRAM_MESSAGES_PER_SECOND: MESSAGES_PER_SECOND,
    },
  };
}

/** The whole product with empty stores and a simulated Telegram. */
export class Deployment {
  readonly apis: Service[] = [];
  /** The first worker polls Telegram. */
  readonly workers: Service[] = [];
  private nextChat = FIRST_CHAT;

  private constructor(
    private readonly stores: Stores,
    readonly telegram: SimulatedTelegram,
  ) {}

  /** @param prefix the words before the command of each service, such as `taskset` */
  static async start(stores: Stores, prefix: readonly string[], setup: Setup): Promise<Deployment> {
    const { redis, postgres } = stores;
    await redis.clear();
    const databaseUrl = await postgres.recreate(DATABASE, ours.template);
    await postgres.checkpoint();
    const telegram = await SimulatedTelegram.start();
    const deployment = new Deployment(stores, telegram);
    const { apis, workers } = deployment;
    const optionsOf = (name: string) => ({
      ...{ readyPath: READY_PATH, prefix },
      logFile: join(BENCH, '.data', 'logs', `delivery-${name}.log`),
    });
    try {
      while (workers.length < setup.workers) {
        const command = workerCommand(redis.url, databaseUrl, telegram.url);
        workers.push(await Service.start(command, optionsOf(`worker-${workers.length + 1}`)));
        // The first worker gets the lease of the poller, because it polls before the second one starts.
        await telegram.awaitPoll();
      }
      while (apis.length < setup.apis)
        apis.push(
          await Service.start(ours.command(redis.url, databaseUrl), optionsOf(`api-${apis.length + 1}`)),
        );
      return deployment;
    } catch (error) {
      await deployment.stop();
      throw error;
    }
  }

  /** Adds people whose phones are linked to their chats. */
  async addLinkedPeople(count: number): Promise<readonly LinkedPerson[]> {
    const first = this.nextChat;
    this.nextChat += count;
    const people = Array.from({ length: count }, (_, index) => ({
      ...{ phone: nextPhone(), chat: first + index },
    }));
    for (const { phone, chat } of people) this.telegram.addPerson(chat, phone);
    const accounts = { postgres: this.stores.postgres, database: DATABASE };
    await linkAccounts(
      accounts,
      first,
      people.map(({ phone }) => phone),
    );
    return people;
  }

  /** The processor time of each process since its start, in microseconds. */
  processorTimes() {
    return {
      apis: this.apis.map(({ pid }) => processorTime(pid)),
      workers: this.workers.map(({ pid }) => processorTime(pid)),
      redis: processorTimeOfFamily(this.stores.redis.pid),
      postgres: processorTimeOfFamily(this.stores.postgres.pid),
      bench: processorTime(process.pid),
    };
  }

  /** The present resident memory of a worker in MB. For several workers it is their mean. */
  get workerMemory(): number {
    return this.workers.reduce((total, { memory }) => total + memory, 0) / this.workers.length;
  }

  async stop(): Promise<void> {
    await Promise.all([...this.apis, ...this.workers].map((service) => service.stop()));
    await this.telegram.stop();
  }
}
