import { Logger, type LoggerService } from '@nestjs/common';
import { Registry } from 'prom-client';
import { Telegraf } from 'telegraf';
import { redisConnector, RedisStore } from '@app/redis';
import { TelegramSimulator } from '@app/simulator';
import { BOT_TOKEN, BOT_USERNAME, randomNamespace, testRedisUrl } from '@app/testing';
import { BotApi } from '../bot-api';
import { SendBudget } from '../budget/send-budget';
import { TelegramHealth } from '../telegram-health';

interface LogLine {
  readonly level: 'log' | 'warn' | 'error';
  readonly message: string;
  readonly fields: unknown;
}

/** Everything that is logged, instead of the console. */
export class LogLines {
  readonly lines: LogLine[] = [];

  constructor() {
    Logger.overrideLogger(this.recorder());
  }

  of(level: LogLine['level']): string[] {
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

/** Calls of the Bot API over real HTTP to the simulator, with a real Redis beside them. */
export class BotOnSimulator {
  readonly registry = new Registry();
  readonly logs = new LogLines();
  readonly health: TelegramHealth;
  readonly bot: Telegraf;
  readonly api: BotApi;

  private constructor(
    readonly telegram: TelegramSimulator,
    readonly store: RedisStore,
    now?: () => number,
  ) {
    this.bot = new Telegraf(BOT_TOKEN, { telegram: { apiRoot: `${telegram.url}/`, webhookReply: false } });
    this.health = new TelegramHealth(this.registry, now);
    this.api = new BotApi(
      this.bot,
      new SendBudget(store, { messagesPerSecond: 25 }),
      this.health,
      this.registry,
    );
  }

  static async start(now?: () => number): Promise<BotOnSimulator> {
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
    return new BotOnSimulator(telegram, store, now);
  }

  async stop(): Promise<void> {
    await this.telegram.stop();
    this.store.onApplicationShutdown();
  }

  callsOf(method: string) {
    return this.telegram.calls.filter((call) => call.method === method);
  }

  /** Anybody with the token can call the Bot API. */
  async somebodyElseCalls(method: string, payload: object): Promise<void> {
    const answer = await fetch(`${this.telegram.url}/bot${BOT_TOKEN}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(payload),
    });
    if (!answer.ok) throw new Error(`${method} answered ${answer.status}`);
  }
}

/** A metric by its name and one of its labels. */
export async function metricOf(registry: Registry, name: string, label = ''): Promise<number> {
  const lines = (await registry.getSingleMetricAsString(name)).split('\n');
  const line = lines.find((candidate) => !candidate.startsWith('#') && candidate.includes(label));
  return Number(line?.split(' ').at(-1) ?? 0);
}
