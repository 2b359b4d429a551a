import { Logger } from '@nestjs/common';
import type { WebhookInfo } from 'telegraf/types';
import { Lease, type RedisStore } from '@app/redis';
import { BotTroubles } from '@app/telegram';
import type { BotApi } from '../telegram/bot-api';
import { Patience } from '../telegram/patience';
import type { WebhookStatus } from '../telegram/webhook-status';
import { ALLOWED_UPDATES } from './allowed-updates';
import type { Intake } from './intake';
import { differencesOf, type WebhookDifference } from './webhook-difference';
import { WebhookNote } from './webhook-note';
import type { WebhookSecret } from './webhook-secret';

export const WEBHOOK_PATH = 'telegram/webhook';

const LOCK_MS = 30_000;

export interface WebhookPace {
  /** Telegram is asked this often what webhook it has. */
  readonly lookMs: number;
  /** Not sooner than this after a look that found it as wanted, whatever is suspected. */
  readonly leastMs: number;
  /** From a suspicion until Telegram can say so, too. */
  readonly settleMs: number;
  /** While it is not as wanted. */
  readonly brokenMs: number;
  /** Somebody else's changes are undone no more often than this, by all workers together. */
  readonly repairMs: number;
}

const PACE: WebhookPace = {
  ...{ lookMs: 60_000, leastMs: 5_000, settleMs: 2_000 },
  ...{ brokenMs: 1_000, repairMs: 60_000 },
};

export interface WebhookParts {
  readonly store: RedisStore;
  readonly api: BotApi;
  readonly secret: WebhookSecret;
  readonly status: WebhookStatus;
}

/** `wanted`: nothing is to be done. `unset`: it is to be registered. `superseded`: by workers with other settings. */
type Standing = 'wanted' | 'unset' | 'changed' | 'superseded';

interface Look {
  readonly info: WebhookInfo;
  readonly differences: readonly WebhookDifference[];
  readonly standing: Standing;
}

/**
 * Sets the webhook, once for N workers and only where it differs: Telegram limits how often it may be set. Every worker asks
 * Telegram once a minute what it has, for whoever holds the bot token can change it; our own note is not believed over that.
 */
export class Webhook implements Intake {
  private readonly log = new Logger(Webhook.name);
  private readonly stopped = new AbortController();
  private readonly patience = new Patience(this.stopped.signal, this.log);
  private readonly lock: Lease;
  private readonly note: WebhookNote;
  private readonly troubles: BotTroubles;
  private readonly url: string;
  /** Of the secrets that are accepted here; the first is the one that is set. */
  private readonly digests: readonly string[];
  private hasStood = false;
  private brokenSince: Date | undefined;
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly parts: WebhookParts,
    origin: string,
    private readonly pace: WebhookPace = PACE,
  ) {
    this.url = `${origin}/${WEBHOOK_PATH}`;
    this.lock = new Lease(parts.store, 'webhook', LOCK_MS);
    this.note = new WebhookNote(parts.store);
    this.troubles = new BotTroubles(parts.store);
    this.digests = parts.secret.all.map((secret) => WebhookNote.digestOf(this.url, secret));
  }

  start(): void {
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    const { lookMs, leastMs, settleMs, brokenMs } = this.pace;
    while (!this.stopped.signal.aborted) {
      const standing = await this.patience.until('the webhook could not be looked at or set', () =>
        this.look(),
      );
      if (standing === 'unset' || standing === 'changed') {
        await this.patience.pause(brokenMs);
        continue;
      }
      await this.patience.pause(leastMs);
      await this.parts.status.quiet(lookMs - leastMs - settleMs, this.stopped.signal);
      await this.patience.pause(settleMs);
    }
  }

  private async look(): Promise<Standing> {
    const found = await this.compare();
    const { standing } = found;
    if (standing === 'wanted') await this.recovered();
    else this.parts.status.isAsWanted = false;
    if (standing === 'superseded') {
      this.log.warn('workers with other settings have set another webhook; this one gets no updates');
    }
    if (standing === 'wanted' || standing === 'superseded') return standing;
    if (standing === 'changed') await this.noteTrouble(found.differences);
    const isSet = (await this.lock.hold()) && (await this.setUnderLock());
    // Telegram has the last word.
    return isSet ? this.look() : standing;
  }

  private async compare(): Promise<Look> {
    const info = await this.webhookInfo();
    this.parts.status.hasPending(info.pending_update_count);
    const { digest, knownErrorAt } = await this.note.read();
    const differences = differencesOf(info, { url: this.url, knownErrorAt });
    return { info, differences, standing: this.standingOf(digest, differences) };
  }

  private webhookInfo(): Promise<WebhookInfo> {
    return this.parts.api.call<WebhookInfo>('getWebhookInfo', {}, this.stopped.signal);
  }

  /** @param digest of the webhook that workers set last */
  private standingOf(digest: string | null, differences: readonly WebhookDifference[]): Standing {
    if (digest === null) return 'unset';
    const isAccepted = this.hasStood ? this.digests.includes(digest) : digest === this.digests[0];
    // The last to boot wins: workers of two settings that both insisted would set it in turns.
    if (!isAccepted) return this.hasStood ? 'superseded' : 'unset';
    return differences.length > 0 ? 'changed' : 'wanted';
  }

  /** @returns whether it was set */
  private async setUnderLock(): Promise<boolean> {
    try {
      // Whoever held the lock until now may have set it.
      const look = await this.compare();
      if (look.standing === 'changed') return await this.repair(look);
      if (look.standing === 'unset') await this.set();
      return look.standing === 'unset';
    } finally {
      await this.lock.end();
    }
  }

  private async set(): Promise<void> {
    const { api, secret } = this.parts;
    await api.call(
      'setWebhook',
      { url: this.url, secret_token: secret.current, allowed_updates: ALLOWED_UPDATES },
      this.stopped.signal,
    );
    // An error that Telegram shows now is older than what was just set.
    const { last_error_date } = await this.webhookInfo();
    await this.note.write(this.digests[0]!, last_error_date ?? 0);
    this.log.log({ url: this.url }, 'the webhook is set');
  }

  private async repair({ info, differences }: Look): Promise<boolean> {
    if (await this.note.isRepairedOfLate()) return false;
    this.log.warn(
      { differs: differences, found: originOf(info.url), lastError: info.last_error_message },
      'somebody else has changed the webhook of this bot; it is set again',
    );
    await this.set();
    await this.note.repaired(this.pace.repairMs);
    this.parts.status.repaired(differences);
    return true;
  }

  private async recovered(): Promise<void> {
    this.hasStood = true;
    this.parts.status.isAsWanted = true;
    if (this.brokenSince === undefined) return;
    this.brokenSince = undefined;
    this.log.log('the webhook is as it should be again');
    await this.troubles.clear('webhook');
  }

  private async noteTrouble(differences: readonly WebhookDifference[]): Promise<void> {
    this.brokenSince ??= new Date();
    await this.troubles.note('webhook', { reason: differences[0]!, since: this.brokenSince });
  }
}

/** A path may hold somebody's secret. */
const originOf = (url: string | undefined): string =>
  url !== undefined && URL.canParse(url) ? new URL(url).origin : 'none';
