import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { WebhookSecret } from './webhook-secret';
import { WebhookStatus } from './webhook-status';

/** Lets only Telegram send updates, which knows the secret (Bot API, `setWebhook`, `secret_token`). */
@Injectable()
export class WebhookGate {
  constructor(
    private readonly secret: WebhookSecret,
    private readonly status: WebhookStatus,
  ) {}

  admits(headers: IncomingHttpHeaders): boolean {
    const sent = headers['x-telegram-bot-api-secret-token'];
    if (typeof sent === 'string' && this.secret.accepts(sent)) return true;
    this.status.recordWrongSecret();
    return false;
  }
}
