import { createHash } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { WebhookInfo } from 'telegraf/types';
import { Lease, type RedisStore } from '@app/redis';
import { botKeys } from '@app/telegram';
import type { BotApi } from '../telegram/bot-api';
import { Patience } from '../telegram/patience';
import { ALLOWED_UPDATES } from './allowed-updates';
import type { Intake } from './intake';
import type { WebhookSecret } from './webhook-secret';

export const WEBHOOK_PATH = 'telegram/webhook';

const LOCK_MS = 30_000;
/** Somebody may have removed the webhook: it is looked at again. */
const LOOK_AGAIN_MS = 300_000;
const CONTEND_MS = 2_000;

/** Sets the webhook, once for N workers, and only where it differs: Telegram limits how often it may be set. */
export class Webhook implements Intake {
  private readonly log = new Logger(Webhook.name);
  private readonly stopped = new AbortController();
  private readonly patience = new Patience(this.stopped.signal, this.log);
  private readonly lock: Lease;
  private readonly url: string;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly store: RedisStore,
    private readonly api: BotApi,
    private readonly secret: WebhookSecret,
    origin: string,
  ) {
    this.url = `${origin}/${WEBHOOK_PATH}`;
    this.lock = new Lease(store, 'webhook', LOCK_MS);
  }

  start(): void {
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      await this.patience.until('the webhook could not be set', () => this.setOnce());
      await this.patience.pause(LOOK_AGAIN_MS);
    }
  }

  private async setOnce(): Promise<void> {
    while (!(await this.lock.hold())) {
      await this.patience.pause(CONTEND_MS);
      if (this.stopped.signal.aborted) return;
    }
    try {
      await this.setWhereDifferent();
    } finally {
      await this.lock.end();
    }
  }

  private async setWhereDifferent(): Promise<void> {
    const key = botKeys.identity(this.store);
    const wanted = createHash('sha256')
      .update(JSON.stringify([this.url, this.secret.current, ALLOWED_UPDATES]))
      .digest('base64url');
    const info = await this.api.call<WebhookInfo>('getWebhookInfo', {}, this.stopped.signal);
    if (info.url === this.url && (await this.store.client.hget(key, 'webhook')) === wanted) return;
    await this.api.call(
      'setWebhook',
      { url: this.url, secret_token: this.secret.current, allowed_updates: ALLOWED_UPDATES },
      this.stopped.signal,
    );
    await this.store.client.hset(key, 'webhook', wanted);
    this.log.log({ url: this.url }, 'the webhook is set');
  }
}
