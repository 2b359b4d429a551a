import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { TelegramSimulator } from '@app/simulator';
import type { Cluster, Redis } from 'ioredis';
import { addresses } from './addresses';
import { freshDatabase, type TestDatabase } from './databases';
import { randomNamespace } from './random-namespace';
import { redisClient } from './redis/redis-client';
import { ServiceProcess } from './service-process';

export const BOT_TOKEN = '123456789:AAtheTokenOfTheBotThatTestsUse000000';
export const BOT_USERNAME = 'otpravka_test_bot';

/** The rates of messages that Telegram allows, for tests of the send budget. */
export const TELEGRAM_RATES = {
  TELEGRAM_MESSAGES_PER_SECOND: '25',
  TELEGRAM_CHAT_MESSAGES_PER_SECOND: '1',
};

/** Rates at which no message of another test waits for the one before it. */
const HIGH_RATES = {
  TELEGRAM_MESSAGES_PER_SECOND: '1000',
  TELEGRAM_CHAT_MESSAGES_PER_SECOND: '100',
};

export interface ProductOptions {
  /** Additional variables of both services. */
  readonly env?: Readonly<Record<string, string>>;
  readonly redisUrl?: string;
  /** Changes the URL by which the services reach the new database of the product. */
  readonly databaseUrl?: (url: string) => string | Promise<string>;
  readonly workers?: number;
  readonly apis?: number;
  /** The `dist` folder that each service is started from; by default the one of this repository. */
  readonly distOf?: (app: 'auth-api' | 'bot-worker') => string;
}

interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** The whole product as in production: the built services as processes, with real stores. Only Telegram is simulated. */
export class Product {
  readonly apis: ServiceProcess[] = [];
  readonly workers: ServiceProcess[] = [];

  private constructor(
    readonly telegram: TelegramSimulator,
    readonly database: TestDatabase,
    readonly namespace: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly distOf: ProductOptions['distOf'],
  ) {}

  static async start(options: ProductOptions = {}): Promise<Product> {
    const database = await freshDatabase();
    const telegram = await TelegramSimulator.start({
      token: BOT_TOKEN,
      botUsername: BOT_USERNAME,
      webhookRetryMs: 100,
    });
    const namespace = randomNamespace();
    const env = {
      DATABASE_URL: (await options.databaseUrl?.(database.url)) ?? database.url,
      REDIS_URL: options.redisUrl ?? addresses().redisUrl,
      APP_SECRET: randomBytes(32).toString('base64url'),
      JWT_PRIVATE_KEY: generateKeyPairSync('ec', { namedCurve: 'P-256' })
        .privateKey.export({ type: 'pkcs8', format: 'pem' })
        .toString(),
      TELEGRAM_BOT_TOKEN: BOT_TOKEN,
      TELEGRAM_API_ROOT: telegram.url,
      EVENTS_NAMESPACE: namespace,
      OTP_IP_PER_MINUTE: '0',
      OTP_IP_PER_HOUR: '0',
      ...HIGH_RATES,
      ...options.env,
    };
    const product = new Product(telegram, database, namespace, env, options.distOf);
    try {
      for (let left = options.apis ?? 1; left > 0; left--) await product.addApi();
      for (let left = options.workers ?? 1; left > 0; left--) await product.addWorker();
      await Promise.all(product.services.map((service) => service.ready()));
      return product;
    } catch (error) {
      await product.stop();
      throw error;
    }
  }

  get api(): ServiceProcess {
    return this.apis[0]!;
  }

  get services(): readonly ServiceProcess[] {
    return [...this.apis, ...this.workers];
  }

  async addApi(env: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    const api = await this.spawn('auth-api', env);
    this.apis.push(api);
    return api;
  }

  async addWorker(env: Readonly<Record<string, string>> = {}): Promise<ServiceProcess> {
    const worker = await this.spawn('bot-worker', env);
    this.workers.push(worker);
    return worker;
  }

  get redisUrl(): string {
    return this.env['REDIS_URL']!;
  }

  /** A new connection to the Redis of the services, with their settings. */
  connectRedis(): Redis | Cluster {
    return redisClient(this.env);
  }

  /** In PEM, for tests that sign access tokens with one fault. */
  get jwtPrivateKey(): string {
    return this.env['JWT_PRIVATE_KEY']!;
  }

  get output(): string {
    return this.services.map(({ output }) => output).join('\n');
  }

  async post<Body = Record<string, unknown>>(
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<Body>> {
    return this.sendJson<Body>('POST', path, body, headers);
  }

  async get<Body = Record<string, unknown>>(
    path: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<Body>> {
    return this.send<Body>(path, { headers });
  }

  async patch<Body = Record<string, unknown>>(
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<Body>> {
    return this.sendJson<Body>('PATCH', path, body, headers);
  }

  async delete<Body = Record<string, unknown>>(
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: unknown,
  ): Promise<Answer<Body>> {
    if (body !== undefined) return this.sendJson<Body>('DELETE', path, body, headers);
    return this.send<Body>(path, { method: 'DELETE', headers });
  }

  async stop(): Promise<void> {
    await Promise.all(this.services.map((service) => service.end()));
    await this.telegram.stop();
    await this.database.drop();
  }

  private spawn(
    app: 'auth-api' | 'bot-worker',
    env: Readonly<Record<string, string>>,
  ): Promise<ServiceProcess> {
    return ServiceProcess.spawn(app, { ...this.env, ...env }, undefined, this.distOf?.(app));
  }

  private sendJson<Body>(
    method: string,
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>>,
  ): Promise<Answer<Body>> {
    return this.send<Body>(path, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  private async send<Body>(path: string, init: RequestInit): Promise<Answer<Body>> {
    const answer = await fetch(`${this.api.url}${path}`, init);
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return {
      status: answer.status,
      headers: answer.headers,
      body: (isJson ? JSON.parse(text) : text) as Body,
    };
  }
}
