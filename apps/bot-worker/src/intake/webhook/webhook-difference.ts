import type { WebhookInfo } from 'telegraf/types';
import type { RepairReason } from './webhook-status';
import { ALLOWED_UPDATES } from '../allowed-updates';

export type WebhookDifference = Exclude<RepairReason, 'unwanted'>;

export interface WantedWebhook {
  readonly url: string;
  /** The time of the last error that was known when the webhook was set, in seconds by Telegram's clock; 0: none. */
  readonly knownErrorAt: number;
}

const UNAUTHORIZED = /\b401\b/;

/** Compares only times of Telegram with each other, so that the local clock does not matter. */
export function differencesOf(info: WebhookInfo, wanted: WantedWebhook): WebhookDifference[] {
  const isUnauthorized =
    UNAUTHORIZED.test(info.last_error_message ?? '') && (info.last_error_date ?? 0) > wanted.knownErrorAt;
  const found: Readonly<Record<WebhookDifference, boolean>> = {
    url: info.url !== wanted.url,
    certificate: info.has_custom_certificate,
    // During an update, workers of two versions may want different kinds. More kinds than a worker handles do no harm. No worker
    // leaves the field out, in which case Telegram delivers its default kinds.
    allowed_updates: !ALLOWED_UPDATES.every((kind) => info.allowed_updates?.includes(kind) === true),
    secret: isUnauthorized,
  };
  return (Object.keys(found) as WebhookDifference[]).filter((name) => found[name]);
}
