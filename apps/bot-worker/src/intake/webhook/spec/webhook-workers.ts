import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import { Secrets } from '@app/runtime';
import { BotTroubles } from '@app/telegram';
import { BOT_TOKEN, until } from '@app/testing';
import { BotOnSimulator, metricOf } from '../../../telegram/spec/bot-on-simulator';
import { Webhook } from '../webhook';
import { WebhookClient } from '../webhook-client';
import { WebhookRecord } from '../webhook-record';
import { WebhookSecret } from '../webhook-secret';
import { type WebhookIntervals, WebhookSettings } from '../webhook-settings';
import { WebhookStatus } from '../webhook-status';

/** With these intervals a test sees a second check only after a wrong secret. */
export const RARELY: WebhookIntervals = {
  ...{ checkMs: 600_000, minCheckMs: 5, settleMs: 5, brokenCheckMs: 5, recordMs: 5, unsetCheckMs: 5 },
  ...{ repairMs: 600_000, abandonedMs: 600_000 },
};
export const OFTEN: WebhookIntervals = { ...RARELY, checkMs: 20 };

/** Answers like our controller: 401 to any secret that is not accepted. */
export class Origin {
  readonly accepted = new Set<string>();
  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      const secret = String(request.headers['x-telegram-bot-api-secret-token']);
      request.resume().on('end', () => response.writeHead(this.accepted.has(secret) ? 200 : 401).end());
    });
  }

  static async start(): Promise<Origin> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Origin(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** Workers that share one bot and one origin. Each has its own metrics. */
export class WebhookWorkers {
  private readonly started: Webhook[] = [];
  private readonly registries: Registry[] = [];

  private constructor(
    readonly scene: BotOnSimulator,
    readonly origin: Origin,
  ) {}

  /** Opens the bot and the origin. No worker runs yet. */
  static async open(): Promise<WebhookWorkers> {
    const [scene, origin] = await Promise.all([BotOnSimulator.start(), Origin.start()]);
    return new WebhookWorkers(scene, origin);
  }

  get url(): string {
    return `${this.origin.url}/telegram/webhook`;
  }

  start(intervals: WebhookIntervals, ...secrets: string[]): { webhook: Webhook; status: WebhookStatus } {
    const registry = new Registry();
    this.registries.push(registry);
    const status = new WebhookStatus(registry);
    const appSecrets = new Secrets(secrets.length > 0 ? secrets : ['the secret']);
    const secret = new WebhookSecret(appSecrets, { token: BOT_TOKEN });
    const settings = new WebhookSettings(secret, this.origin.url, intervals);
    const record = new WebhookRecord(this.scene.store);
    const client = new WebhookClient(this.scene.api, record, settings);
    const webhook = new Webhook(settings, client, record, status, new BotTroubles(this.scene.store));
    this.started.push(webhook);
    secret.all.forEach((each) => this.origin.accepted.add(each));
    webhook.onApplicationBootstrap();
    return { webhook, status };
  }

  async startReady(...options: Parameters<WebhookWorkers['start']>) {
    const worker = this.start(...options);
    await until(() => worker.status.isAsWanted);
    return worker;
  }

  startManyReady(count: number, intervals: WebhookIntervals) {
    return Promise.all(Array.from({ length: count }, () => this.startReady(intervals)));
  }

  /** The successful calls that set the webhook, by our workers and by somebody else. */
  get setCalls() {
    return this.scene.callsOf('setWebhook').filter(({ outcome }) => outcome === 'ok');
  }

  /** Only our workers set so long a secret. */
  get ourSetCalls() {
    return this.setCalls.filter(({ payload }) => String(payload['secret_token']).length > 40);
  }

  /** The log lines about a webhook that somebody else has changed. */
  get warnings(): string[] {
    return this.scene.logs.messages('warn').filter((line) => line.startsWith('somebody else'));
  }

  repairs(reason: string): Promise<number> {
    return this.metric('otpravka_webhook_repairs_total', `reason="${reason}"`);
  }

  /** Sends a message of a person to the webhook. */
  personSays(text: string): void {
    this.scene.telegram.person({ firstName: 'Анна', phone: '+77010000001' }).say(text);
  }

  /** How often the workers have asked Telegram for the webhook. */
  get checks(): number {
    return this.scene.callsOf('getWebhookInfo').length;
  }

  async checkedAgain(times: number): Promise<void> {
    const seen = this.checks;
    await this.scene.telegram.waitFor(() => this.checks > seen + times);
  }

  /** A worker that is not ready may still check once more under the lock. @returns the number of checks after that */
  async checksWhenSettled(): Promise<number> {
    let seen: number;
    do {
      seen = this.checks;
      await this.recordsRenewed(5);
    } while (this.checks !== seen);
    return seen;
  }

  /** Resolves when the workers have written their record in Redis again this many times after its deletion. */
  async recordsRenewed(times: number, name = 'bot-troubles:webhook'): Promise<void> {
    const { client } = this.scene.store;
    const key = this.scene.store.key(name);
    for (let left = times; left > 0; left--) {
      await client.del(key);
      await until(async () => (await client.exists(key)) === 1);
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.started.splice(0).map((webhook) => webhook.onModuleDestroy()));
    this.origin.stop();
    await this.scene.stop();
  }

  /** @returns the sum of a metric over all workers */
  async metric(name: string, label = ''): Promise<number> {
    const values = await Promise.all(this.registries.map((registry) => metricOf(registry, name, label)));
    return values.reduce((sum, value) => sum + value, 0);
  }
}

/** Opens a bot without workers before each test, and stops it afterwards. The result always holds the workers of the current test. */
export function useWebhookWorkers(): WebhookWorkers {
  const workers = Object.create(WebhookWorkers.prototype) as WebhookWorkers;
  beforeEach(async () => Object.assign(workers, await WebhookWorkers.open()));
  afterEach(() => workers.stop());
  return workers;
}
