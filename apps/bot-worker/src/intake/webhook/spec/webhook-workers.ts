import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Registry } from 'prom-client';
import { Secrets } from '@app/runtime';
import { BotTroubles } from '@app/telegram';
import { BOT_TOKEN, until } from '@app/testing';
import { type BotOnSimulator, metricOf } from '../../../telegram/spec/bot-on-simulator';
import { Webhook } from '../webhook';
import { WebhookClient } from '../webhook-client';
import { WebhookRecord } from '../webhook-record';
import { WebhookSecret } from '../webhook-secret';
import { type WebhookIntervals, WebhookSettings } from '../webhook-settings';
import { WebhookStatus } from '../webhook-status';

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

  constructor(
    private readonly scene: BotOnSimulator,
    private readonly origin: Origin,
  ) {}

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
  }

  /** @returns the sum of a metric over all workers */
  async metric(name: string, label = ''): Promise<number> {
    const values = await Promise.all(this.registries.map((registry) => metricOf(registry, name, label)));
    return values.reduce((sum, value) => sum + value, 0);
  }
}
