import { Logger } from '@nestjs/common';
import type { WebhookInfo } from 'telegraf/types';
import { Lease, type RedisStore } from '@app/redis';
import { reasonOf } from '@app/runtime';
import { type BotTrouble, BotTroubles, SUPERSEDED } from '@app/telegram';
import type { BotApi } from '../telegram/bot-api';
import { BotApiError } from '../telegram/bot-api-error';
import { Backoff } from '../telegram/backoff';
import type { WebhookStatus } from '../telegram/webhook-status';
import { ALLOWED_UPDATES } from './allowed-updates';
import type { Intake } from './intake';
import { differencesOf, type WebhookDifference } from './webhook-difference';
import { WebhookNote } from './webhook-note';
import { WEBHOOK_PACE, type WebhookPace } from './webhook-pace';
import type { WebhookSecret } from './webhook-secret';

export const WEBHOOK_PATH = 'telegram/webhook';

const LOCK_MS = 30_000;

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
  private readonly backoff = new Backoff(this.stopped.signal, this.log);
  private readonly lock: Lease;
  private readonly note: WebhookNote;
  private readonly troubles: BotTroubles;
  private readonly url: string;
  /** Of the secrets that are accepted here; the first is the one that is set. */
  private readonly digests: readonly string[];
  private hasStood = false;
  /** The webhook that was set last is one that this worker accepts. */
  private isOurs = false;
  private trouble: BotTrouble | undefined;
  /** The last repair before the last look of this worker. A later repair may have mended what that look found. */
  private repairBefore: string | null = null;
  private loops: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly parts: WebhookParts,
    origin: string,
    private readonly pace: WebhookPace = WEBHOOK_PACE,
  ) {
    this.url = `${origin}/${WEBHOOK_PATH}`;
    this.lock = new Lease(parts.store, 'webhook', LOCK_MS);
    this.note = new WebhookNote(parts.store);
    this.troubles = new BotTroubles(parts.store);
    this.digests = parts.secret.all.map((secret) => WebhookNote.digestOf(this.url, secret));
  }

  start(): void {
    this.loops = Promise.all([this.run(), this.keepNotes()]);
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    await this.loops;
  }

  private async run(): Promise<void> {
    const { lookMs, leastMs, settleMs, unsetMs } = this.pace;
    while (!this.stopped.signal.aborted) {
      const standing = await this.backoff.until('the webhook could not be looked at or set', () =>
        this.look(),
      );
      if (standing === 'unset') await this.backoff.pause(unsetMs);
      else if (standing === 'wanted') {
        await this.backoff.pause(leastMs);
        await this.parts.status.quiet(lookMs - leastMs - settleMs, this.stopped.signal);
        await this.backoff.pause(settleMs);
      } else if (standing !== undefined) {
        await this.backoff.until('Redis could not be asked about the webhook', () =>
          this.rest(standing === 'changed' ? 0 : lookMs),
        );
      }
    }
  }

  /** Nothing is asked of Telegram for `ms` milliseconds, nor while a look is refused or would lead to nothing. */
  private async rest(ms: number): Promise<void> {
    const until = Date.now() + ms;
    do await this.backoff.pause(this.pace.checkMs);
    while (!this.stopped.signal.aborted && (Date.now() < until || (await this.mustWait())));
  }

  private async mustWait(): Promise<boolean> {
    const [isRefused, repair] = await Promise.all([this.note.isRefused(), this.note.lastRepair()]);
    return isRefused || (this.isBroken && repair !== null && repair === this.repairBefore);
  }

  /** Also while Telegram does not answer. */
  private async keepNotes(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      await this.backoff.pause(this.pace.checkMs);
      await this.renewNotes().catch((error: unknown) =>
        this.log.debug({ reason: reasonOf(error) }, 'the state of the webhook could not be noted'),
      );
    }
  }

  private async renewNotes(): Promise<void> {
    if (this.isOurs) await this.note.isOurs(this.pace.abandonedMs);
    if (this.trouble) await this.troubles.note('webhook', this.trouble);
  }

  private get isBroken(): boolean {
    return this.trouble !== undefined && this.trouble.reason !== SUPERSEDED;
  }

  private async look(): Promise<Standing> {
    if (await this.note.isRefused()) await this.rest(0);
    const mayLook = !this.isBroken || (await this.note.mayLook(this.pace.brokenMs, this.repairBefore));
    return mayLook ? this.act() : 'changed';
  }

  private async act(): Promise<Standing> {
    const repair = await this.note.lastRepair();
    const { standing, differences } = await this.compare();
    // Recorded after the answer of Telegram, so that a look that failed is repeated.
    this.repairBefore = repair;
    this.isOurs = standing === 'wanted' || standing === 'changed';
    if (standing === 'wanted') await this.recovered();
    else this.parts.status.isAsWanted = false;
    if (standing === 'superseded') await this.noteTrouble(SUPERSEDED);
    if (standing === 'wanted' || standing === 'superseded') return standing;
    if (standing === 'changed') await this.noteTrouble(differences[0]!);
    const isSet = (await this.lock.hold()) && (await this.setUnderLock());
    // Telegram has the last word.
    return isSet ? this.act() : standing;
  }

  private async compare(): Promise<Look> {
    const info = await this.webhookInfo();
    this.parts.status.hasPending(info.pending_update_count);
    const { digest, knownErrorAt } = await this.note.read();
    const differences = differencesOf(info, { url: this.url, knownErrorAt });
    return { info, differences, standing: await this.standingOf(digest, differences) };
  }

  private webhookInfo(): Promise<WebhookInfo> {
    return this.call<WebhookInfo>('getWebhookInfo', {});
  }

  /** A 429 to a call that names no chat pauses the whole bot for a minute: none is provoked for as long as Telegram says. */
  private async call<Result>(method: string, payload: object): Promise<Result> {
    try {
      return await this.parts.api.call<Result>(method, payload, this.stopped.signal);
    } catch (error) {
      if (error instanceof BotApiError && error.problem === 'flood')
        await this.note.refused(error.retryAfterMs);
      throw error;
    }
  }

  /** @param digest of the webhook that workers set last */
  private async standingOf(
    digest: string | null,
    differences: readonly WebhookDifference[],
  ): Promise<Standing> {
    if (digest === null) return 'unset';
    const isAccepted = this.hasStood ? this.digests.includes(digest) : digest === this.digests[0];
    if (isAccepted) return differences.length > 0 ? 'changed' : 'wanted';
    // The last to boot wins, while it lives: workers of two settings that both insisted would set it in turns.
    const isLost = this.hasStood && !(await this.note.isAbandoned());
    return isLost ? 'superseded' : 'unset';
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
    const { current } = this.parts.secret;
    const wanted = { url: this.url, secret_token: current, allowed_updates: ALLOWED_UPDATES };
    await this.call('setWebhook', wanted);
    // An error that Telegram shows now is older than what was just set.
    const { last_error_date } = await this.webhookInfo();
    await this.note.isOurs(this.pace.abandonedMs);
    await this.note.write(this.digests[0]!, last_error_date ?? 0);
    this.log.log({ url: this.url }, 'the webhook is set');
  }

  private async repair({ info, differences }: Look): Promise<boolean> {
    if ((await this.note.lastRepair()) !== null) return false;
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
    await this.note.isOurs(this.pace.abandonedMs);
    if (this.trouble === undefined) return;
    this.trouble = undefined;
    this.log.log('the webhook is as it should be again');
    await this.troubles.clear('webhook');
  }

  private async noteTrouble(reason: BotTrouble['reason']): Promise<void> {
    if (reason === SUPERSEDED && this.trouble?.reason !== SUPERSEDED)
      this.log.warn('workers with other settings have set another webhook; this one gets no updates');
    this.trouble = { reason, since: this.trouble?.since ?? new Date() };
    await this.renewNotes();
  }
}

/** A path may hold somebody's secret. */
const originOf = (url: string | undefined): string =>
  url !== undefined && URL.canParse(url) ? new URL(url).origin : 'none';
