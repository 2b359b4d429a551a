import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { getBotToken } from 'nestjs-telegraf';
import type { Telegraf } from 'telegraf';
import { parsePhone } from '@app/contract';
import { Otp } from '@app/otp';
import { eventTransport, redisConnector, RedisStore } from '@app/redis';
import { workerConfig } from '@app/runtime';
import { type SimulatedPerson, TelegramSimulator } from '@app/simulator';
import {
  BOT_TOKEN,
  BOT_USERNAME,
  freshDatabase,
  randomNamespace,
  type TestDatabase,
  testRedisUrl,
  until,
} from '@app/testing';
import { TelegramAccounts } from '@app/telegram';
import { BotWorkerModule } from '../../bot-worker.module';
import { BotIdentity } from '../../telegram/bot-identity';
import { patchTelegraf } from '../../telegram/telegraf-options';
import { parseUpdate } from '../incoming-update';
import { UpdateHandler } from '../update-handler';

/** The commands and calls of one update. Commands that are sent before another one is answered share a round trip. */
class Path {
  readonly commands: string[] = [];
  /** The first call of the Bot API, and how many round trips were answered before it, one after another. */
  answer: { readonly method: string; readonly roundTrips: number } | undefined;
  private answered = 0;

  async send<Result>(name: string, result: Promise<Result>): Promise<Result> {
    const roundTrip = this.answered + 1;
    this.commands.push(`${roundTrip} ${name}`);
    try {
      return await result;
    } finally {
      // Nobody waits for the result of an event.
      if (name !== 'publish') this.answered = Math.max(this.answered, roundTrip);
    }
  }

  call(method: string): void {
    this.answer ??= { method, roundTrips: this.answered };
  }
}

interface SentCommand {
  readonly name: string;
}

/** A whole worker in this process, which handles updates one by one, so that what each of them costs can be counted. */
export class WorkerInProcess {
  private readonly paths = new AsyncLocalStorage<Path>();
  private offset = 0;
  /** The challenge that was requested last. */
  requested = '';

  private constructor(
    readonly app: INestApplicationContext,
    readonly telegram: TelegramSimulator,
    private readonly database: TestDatabase,
  ) {
    this.recordCommands();
    this.recordCalls();
  }

  static async start(): Promise<WorkerInProcess> {
    const telegram = await TelegramSimulator.start({ token: BOT_TOKEN, botUsername: BOT_USERNAME });
    const database = await freshDatabase();
    const connect = redisConnector({ url: testRedisUrl(), isCluster: false });
    const config = workerConfig({
      NODE_ENV: 'test',
      LOG_LEVEL: 'fatal',
      APP_SECRET: randomBytes(32).toString('base64url'),
      DATABASE_URL: database.url,
      REDIS_URL: testRedisUrl(),
      EVENTS_NAMESPACE: randomNamespace(),
      TELEGRAM_BOT_TOKEN: BOT_TOKEN,
      TELEGRAM_API_ROOT: telegram.url,
    });
    const intake = { mode: 'off', reason: 'the test hands the updates over' } as const;
    // With so many messages a second no call waits for its slot.
    const unhurried = { ...config, telegram: { ...config.telegram, intake, messagesPerSecond: 1_000_000 } };
    const events = eventTransport({ connect, namespace: config.namespace });
    const app = await NestFactory.createApplicationContext(
      BotWorkerModule.forRoot(unhurried, { connect, events }),
      { logger: false, abortOnError: false },
    );
    patchTelegraf(app.get<Telegraf>(getBotToken()));
    await until(() => app.get(BotIdentity).isKnown);
    return new WorkerInProcess(app, telegram, database);
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.telegram.stop();
    await this.database.drop();
  }

  /** Handles the updates that Telegram has now. @returns what the last of them cost */
  async handleAll(): Promise<Path> {
    let last = new Path();
    for (const update of await this.newUpdates()) {
      last = new Path();
      await this.paths.run(last, () => this.app.get(UpdateHandler).handle(parseUpdate(update)!, 20));
    }
    return last;
  }

  /** Links the person's phone without a message, because a chat gets one message a second. */
  async link({ id, phone }: Pick<SimulatedPerson, 'id' | 'phone'>): Promise<void> {
    const person = { telegramId: id, chatId: id };
    await this.app.get(TelegramAccounts).link(person, parsePhone(phone)!.e164);
  }

  /** Requests a code as a page does. @returns the token of its link */
  async requestCode({ phone }: SimulatedPerson): Promise<string> {
    const origin = { ip: '203.0.113.7', browser: '', system: '' };
    const requested = await this.app
      .get(Otp)
      .requestCode({ phone: parsePhone(phone)!.e164, language: 'kk', origin, requestId: '' });
    this.requested = requested.challengeId;
    return requested.linkToken;
  }

  /** Waits until the sweep has found that the phone of the last requested code has no chat. */
  async untilParked(): Promise<void> {
    const { client, namespace } = this.app.get(RedisStore);
    const key = `${namespace}:{p${this.requested.slice(0, 2)}}:challenge:${this.requested}`;
    await until(async () => (await client.hget(key, 'delivery')) === 'parked', { what: 'a parked code' });
  }

  /** Lets the chat get its next message at once. */
  async freeSlotOf({ id }: SimulatedPerson): Promise<void> {
    const { client, namespace } = this.app.get(RedisStore);
    const keys = await client.keys(`${namespace}:*:${id}`);
    const slots = keys.filter((key) => key.includes('budget'));
    if (slots.length > 0) await client.del(slots);
  }

  private async newUpdates(): Promise<unknown[]> {
    const response = await fetch(`${this.telegram.url}/bot${BOT_TOKEN}/getUpdates?offset=${this.offset}`);
    const { result } = (await response.json()) as { result: { update_id: number }[] };
    this.offset = (result.at(-1)?.update_id ?? this.offset - 1) + 1;
    return result;
  }

  private recordCommands(): void {
    const client = this.app.get(RedisStore).client as unknown as {
      sendCommand(command: SentCommand, ...rest: unknown[]): Promise<unknown>;
    };
    const send = client.sendCommand.bind(client);
    client.sendCommand = (command, ...rest) => {
      const result = send(command, ...rest);
      return this.paths.getStore()?.send(command.name, result) ?? result;
    };
  }

  private recordCalls(): void {
    const { telegram } = this.app.get<Telegraf>(getBotToken());
    const call = telegram.callApi.bind(telegram);
    telegram.callApi = (method, ...rest) => {
      this.paths.getStore()?.call(method);
      return call(method, ...rest);
    };
  }
}
