import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Secrets } from '@app/runtime';
import { TELEGRAM_CONFIG, type TelegramConfig } from '../../config/worker-config.module';

const secretOf = (key: Buffer, token: string): string =>
  createHmac('sha256', key).update(token).digest('base64url');

/** The value of `X-Telegram-Bot-Api-Secret-Token`. It is derived from APP_SECRET, so that nobody has to configure it. */
@Injectable()
export class WebhookSecret {
  private readonly accepted: readonly Buffer[];
  /** The first secret is given to Telegram. The others are still accepted. */
  readonly all: readonly string[];

  constructor(secrets: Secrets, @Inject(TELEGRAM_CONFIG) { token }: Pick<TelegramConfig, 'token'>) {
    this.all = secrets.all('telegram/webhook').map(({ key }) => secretOf(key, token));
    this.accepted = this.all.map((secret) => Buffer.from(secret));
  }

  get current(): string {
    return this.all[0]!;
  }

  /** Compares in constant time. */
  accepts(sent: string): boolean {
    const given = Buffer.from(sent);
    return this.accepted.some((secret) => secret.length === given.length && timingSafeEqual(secret, given));
  }
}
