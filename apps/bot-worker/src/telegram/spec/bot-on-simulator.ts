import { Logger, type LoggerService } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Telegraf } from 'telegraf';
import { redisConnector, RedisStore } from '@app/redis';
import { TelegramSimulator } from '@app/simulator';
import { BOT_TOKEN, BOT_USERNAME, randomNamespace, testRedisUrl } from '@app/testing';
import { BotApi } from '../bot-api';
import type { BudgetClock } from '../budget/budget-clock';
import { SendBudget } from '../budget/send-budget';
import { TelegramHealth } from '../telegram-health';

interface LogLine {
  readonly level: 'log' | 'warn' | 'error';
  readonly message: string;
  readonly fields: unknown;
}

/** Records all log lines instead of printing them. */
export class LogLines {
  readonly lines: LogLine[] = [];

  constructor() {
    Logger.overrideLogger(this.recorder());
  }

  messages(level: LogLine['level']): string[] {
    return this.lines.filter((line) => line.level === level).map(({ message }) => message);
  }

  private recorder(): LoggerService {
    const record =
      (level: LogLine['level']) =>
      (first: unknown, ...rest: unknown[]): void => {
        const isPlain = typeof first === 'string';
        const message = isPlain ? first : String(rest[0]);
        this.lines.push({ level, message, fields: isPlain ? undefined : first });
      };
    return { log: record('log'), warn: record('warn'), error: record('error') };
  }
}

interface Clocks {
  readonly health?: () => number;
  readonly budget?: BudgetClock;
}

/** The Bot API over real HTTP to the simulator, and a real Redis. */
export class BotOnSimulator {
  readonly registry = new Registry();
  readonly logs = new LogLines();
  readonly health: TelegramHealth;
  readonly bot: Telegraf;
  readonly budget: SendBudget;
  readonly api: BotApi;

  private constructor(
    readonly telegram: TelegramSimulator,
    readonly store: RedisStore,
    clocks: Clocks,
  ) {
    this.bot = new Telegraf(BOT_TOKEN, { telegram: { apiRoot: `${telegram.url}/`, webhookReply: false } });
    this.health = new TelegramHealth(this.registry, clocks.health);
    this.budget = new SendBudget(store, { messagesPerSecond: 25, chatMessagesPerSecond: 1 }, clocks.budget);
    this.api = new BotApi(this.bot, this.budget, this.health, this.registry);
  }

  static async start(clocks: Clocks = {}): Promise<BotOnSimulator> {
    const telegram = await TelegramSimulator.start({
      token: BOT_TOKEN,
      botUsername: BOT_USERNAME,
      webhookRetryMs: 20,
    });
    const store = new RedisStore(
      redisConnector({ url: testRedisUrl(), isCluster: false })(),
      randomNamespace(),
    );
    await store.onModuleInit();
    return new BotOnSimulator(telegram, store, clocks);
  }

  async stop(): Promise<void> {
    await this.telegram.stop();
    this.store.onApplicationShutdown();
  }

  callsOf(method: string) {
    return this.telegram.calls.filter((call) => call.method === method);
  }

  /** Calls the Bot API as somebody else who has the token. */
  async somebodyElseCalls(method: string, payload: object): Promise<void> {
    const answer = await fetch(`${this.telegram.url}/bot${BOT_TOKEN}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(payload),
    });
    if (!answer.ok) throw new Error(`${method} answered ${answer.status}`);
  }
}

/** @returns the value of a metric with this name and label */
export async function metricOf(registry: Registry, name: string, label = ''): Promise<number> {
  const lines = (await registry.getSingleMetricAsString(name)).split('\n');
  const line = lines.find((candidate) => !candidate.startsWith('#') && candidate.includes(label));
  return Number(line?.split(' ').at(-1) ?? 0);
}
