import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secrets } from '@app/runtime';

const secretOf = (key: Buffer, token: string): string =>
  createHmac('sha256', key).update(token).digest('base64url');

/** What Telegram sends as `X-Telegram-Bot-Api-Secret-Token`; derived, so that nobody has to configure it. */
export class WebhookSecret {
  private readonly accepted: readonly Buffer[];
  /** The first is set, the others are still accepted. */
  readonly all: readonly string[];

  constructor(secrets: Secrets, token: string) {
    this.all = secrets.all('telegram/webhook').map(({ key }) => secretOf(key, token));
    this.accepted = this.all.map((secret) => Buffer.from(secret));
  }

  get current(): string {
    return this.all[0]!;
  }

  /** In constant time. */
  accepts(sent: string | undefined): boolean {
    const given = Buffer.from(sent ?? '');
    return this.accepted.some((secret) => secret.length === given.length && timingSafeEqual(secret, given));
  }
}
