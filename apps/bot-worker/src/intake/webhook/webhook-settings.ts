import { Inject, Injectable, Optional } from '@nestjs/common';
import { WebhookRecord } from './webhook-record';
import { WebhookSecret } from './webhook-secret';

export const WEBHOOK_PATH = 'telegram/webhook';

export const WEBHOOK_ORIGIN = Symbol('WEBHOOK_ORIGIN');

export interface WebhookIntervals {
  /** The time between two checks of a webhook that is set correctly. */
  readonly checkMs: number;
  /** The shortest time between two such checks, also after a wrong secret. */
  readonly minCheckMs: number;
  /** After a wrong secret, the time until Telegram can report the failed delivery. */
  readonly settleMs: number;
  /** The shortest time between two checks of a broken webhook by all workers together. */
  readonly brokenCheckMs: number;
  /** The time between two reads or renewals of the records in Redis. */
  readonly recordMs: number;
  /** The time between two checks at boot while another worker sets the webhook. */
  readonly unsetCheckMs: number;
  /** The shortest time between two repairs by all workers together. */
  readonly repairMs: number;
  /**
   * Workers that have not renewed their record for this time no longer own the webhook, and workers with older settings take
   * over.
   */
  readonly abandonedMs: number;
}

const INTERVALS: WebhookIntervals = {
  ...{ checkMs: 60_000, minCheckMs: 5_000, settleMs: 2_000 },
  ...{ brokenCheckMs: 10_000, recordMs: 10_000, unsetCheckMs: 1_000, repairMs: 60_000, abandonedMs: 180_000 },
};

/** The webhook that this worker wants. */
@Injectable()
export class WebhookSettings {
  readonly url: string;
  /** The secret that is given to Telegram. */
  readonly secretToken: string;
  /** One digest for each secret that this worker accepts. The worker sets the first one. */
  readonly digests: readonly string[];

  constructor(
    secret: WebhookSecret,
    @Inject(WEBHOOK_ORIGIN) origin: string,
    @Optional() readonly intervals: WebhookIntervals = INTERVALS,
  ) {
    this.url = `${origin}/${WEBHOOK_PATH}`;
    this.secretToken = secret.current;
    this.digests = secret.all.map((each) => WebhookRecord.digestOf(this.url, each));
  }
}
