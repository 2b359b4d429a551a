import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { WebhookInfo } from 'telegraf/types';
import { reasonOf } from '@app/runtime';
import { type BotTrouble, BotTroubles, SUPERSEDED } from '@app/telegram';
import { BackgroundWork } from '../../scheduling/background-work';
import { WebhookClient } from './webhook-client';
import { differencesOf, type WebhookDifference } from './webhook-difference';
import { WebhookRecord } from './webhook-record';
import { WebhookSettings } from './webhook-settings';
import { WebhookStatus } from './webhook-status';

/**
 * `wanted`: nothing is to be done. `unset`: this worker's webhook is to be set. `changed`: somebody else changed it.
 * `superseded`: live workers with other settings have set theirs.
 */
type WebhookState = 'wanted' | 'unset' | 'changed' | 'superseded';

interface Check {
  readonly info: WebhookInfo;
  readonly differences: readonly WebhookDifference[];
  readonly state: WebhookState;
}

/**
 * Sets the webhook once for N workers and only if it differs, because Telegram limits how often it may be set. Every worker
 * asks Telegram once a minute which webhook it has: anybody with the bot token can change it, so the record in Redis is not
 * enough (docs/decisions/0026-webhook-is-checked-every-minute.md).
 */
@Injectable()
export class Webhook implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly log = new Logger(Webhook.name);
  private readonly background = new BackgroundWork(this.log);
  /** Whether this worker has seen its own webhook at Telegram. */
  private hasBeenSet = false;
  /** Whether this worker accepts the webhook that was set last. */
  private isOwned = false;
  private trouble: BotTrouble | undefined;
  /** The last repair before this worker's last check. A later repair may have fixed what that check found. */
  private repairBefore: string | null = null;

  constructor(
    private readonly settings: WebhookSettings,
    private readonly client: WebhookClient,
    private readonly record: WebhookRecord,
    private readonly status: WebhookStatus,
    private readonly troubles: BotTroubles,
  ) {}

  onApplicationBootstrap(): void {
    this.background.start(() => this.checkUntilStopped());
    // Separate from the checks, so that the records stay fresh while Telegram does not answer.
    this.background.repeat(this.settings.intervals.recordMs, () =>
      this.renewRecords().catch((error: unknown) =>
        this.log.debug({ reason: reasonOf(error) }, 'the state of the webhook could not be recorded'),
      ),
    );
  }

  async onModuleDestroy(): Promise<void> {
    await this.background.stop();
  }

  private async checkUntilStopped(): Promise<void> {
    const { checkMs, minCheckMs, settleMs, unsetCheckMs } = this.settings.intervals;
    while (!this.background.isStopped) {
      const state = await this.background.retry('the webhook could not be checked or set', () =>
        this.checkIfAllowed(),
      );
      if (state === 'unset') await this.background.pause(unsetCheckMs);
      else if (state === 'wanted') {
        await this.background.pause(minCheckMs);
        await this.status.waitForNextCheck(checkMs - minCheckMs - settleMs, this.background.signal);
        await this.background.pause(settleMs);
      } else if (state !== undefined) {
        await this.background.retry('the record of the webhook could not be read from Redis', () =>
          this.waitUntilAllowed(state === 'changed' ? 0 : checkMs),
        );
      }
    }
  }

  /** Waits at least `ms` milliseconds, and as long as calls are forbidden or another check could change nothing. */
  private async waitUntilAllowed(ms: number): Promise<void> {
    const until = Date.now() + ms;
    do await this.background.pause(this.settings.intervals.recordMs);
    while (!this.background.isStopped && (Date.now() < until || (await this.mustWait())));
  }

  private async mustWait(): Promise<boolean> {
    const [isForbidden, repair] = await Promise.all([
      this.record.areCallsForbidden(),
      this.record.lastRepair(),
    ]);
    return isForbidden || (this.isBroken && repair !== null && repair === this.repairBefore);
  }

  private async renewRecords(): Promise<void> {
    if (this.isOwned) await this.record.renewOwnership(this.settings.intervals.abandonedMs);
    if (this.trouble) await this.troubles.record('webhook', this.trouble);
  }

  private get isBroken(): boolean {
    return this.trouble !== undefined && this.trouble.reason !== SUPERSEDED;
  }

  private async checkIfAllowed(): Promise<WebhookState> {
    if (await this.record.areCallsForbidden()) await this.waitUntilAllowed(0);
    const { brokenCheckMs } = this.settings.intervals;
    const mayCheck = !this.isBroken || (await this.record.claimBrokenCheck(brokenCheckMs, this.repairBefore));
    return mayCheck ? this.checkAndSet() : 'changed';
  }

  private async checkAndSet(): Promise<WebhookState> {
    const repair = await this.record.lastRepair();
    const { state, differences } = await this.check();
    // Recorded after Telegram's answer, so that a failed check is repeated.
    this.repairBefore = repair;
    this.isOwned = state === 'wanted' || state === 'changed';
    if (state === 'wanted') await this.recordWanted();
    else this.status.isAsWanted = false;
    if (state === 'superseded') await this.recordTrouble(SUPERSEDED);
    if (state === 'wanted' || state === 'superseded') return state;
    if (state === 'changed') await this.recordTrouble(differences[0]!);
    const isSet = (await this.record.lock.acquire()) && (await this.setUnderLock());
    // Only Telegram's answer shows that the webhook is set.
    return isSet ? this.checkAndSet() : state;
  }

  private async check(): Promise<Check> {
    const info = await this.client.readWebhook(this.background.signal);
    this.status.setPendingUpdates(info.pending_update_count);
    await this.record.recordSeen(info);
    const { digest, knownErrorAt } = await this.record.read();
    const differences = differencesOf(info, { url: this.settings.url, knownErrorAt });
    return { info, differences, state: await this.stateOf(digest, differences) };
  }

  /** @param digest of the webhook that the workers set last */
  private async stateOf(
    digest: string | null,
    differences: readonly WebhookDifference[],
  ): Promise<WebhookState> {
    if (digest === null) return 'unset';
    const { digests } = this.settings;
    const isAccepted = this.hasBeenSet ? digests.includes(digest) : digest === digests[0];
    // A worker of a later version starts: the former one has set the webhook for fewer updates, and nobody has changed it.
    const isOfFormerVersion = !this.hasBeenSet && differences.every((name) => name === 'allowed_updates');
    if (isAccepted && differences.length > 0) return isOfFormerVersion ? 'unset' : 'changed';
    if (isAccepted) return 'wanted';
    // The worker that started last wins while it lives. Otherwise workers of two settings would set the webhook in turns.
    const isSuperseded = this.hasBeenSet && !(await this.record.isAbandoned());
    return isSuperseded ? 'superseded' : 'unset';
  }

  /** @returns whether the webhook was set */
  private async setUnderLock(): Promise<boolean> {
    try {
      // Checked again, because the worker that held the lock before may have set it.
      const check = await this.check();
      if (check.state === 'changed') return await this.repair(check);
      if (check.state === 'unset') await this.set();
      return check.state === 'unset';
    } finally {
      await this.record.lock.release();
    }
  }

  private async set(): Promise<void> {
    const { url, digests, intervals } = this.settings;
    await this.client.setWebhook(this.background.signal);
    // An error that Telegram reports now is older than the webhook that was just set.
    const { last_error_date } = await this.client.readWebhook(this.background.signal);
    await this.record.renewOwnership(intervals.abandonedMs);
    await this.record.write(digests[0]!, last_error_date ?? 0);
    this.log.log({ url }, 'the webhook is set');
  }

  private async repair({ info, differences }: Check): Promise<boolean> {
    if ((await this.record.lastRepair()) !== null) return false;
    this.log.warn(
      { differs: differences, found: originOf(info.url), lastError: info.last_error_message },
      'somebody else has changed the webhook of this bot; it is set again',
    );
    await this.set();
    await this.record.recordRepair(this.settings.intervals.repairMs);
    this.status.countRepairs(differences);
    return true;
  }

  private async recordWanted(): Promise<void> {
    this.hasBeenSet = true;
    this.status.isAsWanted = true;
    await this.record.renewOwnership(this.settings.intervals.abandonedMs);
    if (this.trouble === undefined) return;
    this.trouble = undefined;
    this.log.log('the webhook is set correctly again');
    await this.troubles.clear('webhook');
  }

  private async recordTrouble(reason: BotTrouble['reason']): Promise<void> {
    if (reason === SUPERSEDED && this.trouble?.reason !== SUPERSEDED)
      this.log.warn('workers with other settings have set another webhook; this worker receives no updates');
    this.trouble = { reason, since: this.trouble?.since ?? new Date() };
    await this.renewRecords();
  }
}

/** The path may contain a secret of somebody else, so only the origin is logged. */
const originOf = (url: string | undefined): string =>
  url !== undefined && URL.canParse(url) ? new URL(url).origin : 'none';
