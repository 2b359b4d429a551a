import { Injectable, Logger, Optional } from '@nestjs/common';
import { InjectBot } from 'nestjs-telegraf';
import { Telegraf } from 'telegraf';
import type { Update } from 'telegraf/types';
import { describeFailure, failureOf } from '../failure';
import { IntakeMetrics } from '../intake-metrics';
import { CLAIM_MS, type UpdateClaim, UpdateClaims } from './update-claims';

/** `busy`: another worker handles the update now. `given_up`: it failed too often and is not retried. */
export type ProcessingResult = 'done' | 'busy' | 'given_up';

/** An update that this worker has claimed, and whose claim it renews until `stopRenewing`. */
interface HeldUpdate {
  readonly claim: UpdateClaim;
  readonly stopRenewing: () => void;
}

type Claimed = HeldUpdate | 'busy' | 'done';

interface ClaimAhead {
  readonly claiming: Promise<Claimed>;
  readonly since: number;
}

/** A claim that was taken longer ago is checked before its update is handled, because Redis may have been unavailable. */
const TRUSTED_MS = 1_000;

/** Processes each update once, even if Telegram delivers it several times and to several workers. */
@Injectable()
export class Inbox {
  private readonly log = new Logger(Inbox.name);
  private readonly claimedAhead = new WeakMap<Update, ClaimAhead>();

  constructor(
    @InjectBot() private readonly bot: Telegraf,
    private readonly claims: UpdateClaims,
    private readonly metrics: IntakeMetrics,
    @Optional() private readonly trustedMs: number = TRUSTED_MS,
  ) {}

  /** Sends the claim of an update that will probably be processed. `releaseUnused` must follow in any case. */
  claimAhead(update: Update): void {
    const claiming = this.claim(update);
    this.claimedAhead.set(update, { claiming, since: Date.now() });
    claiming.catch(() => undefined);
  }

  /** Gives back the claim of an update that was not processed. If Redis is unavailable, the claim expires by itself. */
  releaseUnused(update: Update): void {
    const ahead = this.claimedAhead.get(update);
    this.claimedAhead.delete(update);
    ahead?.claiming
      .then((claimed) => (typeof claimed === 'string' ? undefined : this.release(claimed)))
      .catch(() => undefined);
  }

  /** @throws what the handler threw; the update must be delivered again */
  async process(update: Update): Promise<ProcessingResult> {
    const claimed = await this.heldClaim(update);
    const result = typeof claimed === 'string' ? claimed : await this.processHeld(update, claimed);
    this.metrics.count(result);
    return result;
  }

  /** The claim that was taken ahead, if it is still held after the update has waited, or a new one. */
  private async heldClaim(update: Update): Promise<Claimed> {
    const ahead = this.claimedAhead.get(update);
    this.claimedAhead.delete(update);
    const claimed = await (ahead?.claiming ?? this.claim(update));
    const hasWaited = ahead !== undefined && Date.now() - ahead.since >= this.trustedMs;
    if (typeof claimed === 'string' || !hasWaited || (await claimed.claim.renew())) return claimed;
    claimed.stopRenewing();
    return this.claim(update);
  }

  /** For updates that may be processed twice. Uses no memory of Redis. */
  async processWithoutClaim(update: Update): Promise<'done'> {
    await this.bot.handleUpdate(update);
    this.metrics.count('done');
    return 'done';
  }

  private async claim({ update_id }: Update): Promise<Claimed> {
    const claim = await this.claims.claim(this.bot.botInfo!.id, update_id);
    if (typeof claim === 'string') return claim;
    const heartbeat = setInterval(() => void claim.renew().catch(() => undefined), CLAIM_MS / 3);
    return { claim, stopRenewing: () => clearInterval(heartbeat) };
  }

  private async release({ claim, stopRenewing }: HeldUpdate): Promise<void> {
    stopRenewing();
    await claim.release();
  }

  private async processHeld(update: Update, { claim, stopRenewing }: HeldUpdate): Promise<ProcessingResult> {
    try {
      await this.bot.handleUpdate(update);
    } catch (error) {
      if (await this.releaseOrGiveUp(claim, error)) return 'given_up';
      throw error;
    } finally {
      stopRenewing();
    }
    // A worker that was suspended has lost the claim. The worker that has it now reports when the update is done.
    return (await claim.finish()) ? 'done' : 'busy';
  }

  /**
   * Releases the claim for a retry. After too many failures gives the update up, because Telegram would deliver it forever.
   * Failures in an outage or a pause are not counted. @returns whether the update was given up
   */
  private async releaseOrGiveUp(claim: UpdateClaim, error: unknown): Promise<boolean> {
    if (await this.releaseForRetry(claim, error)) return false;
    const { outcome, failures } = await claim.fail();
    this.log.warn({ ...describeFailure(error), failures }, 'an update failed');
    if (outcome !== 'given_up') return false;
    this.log.error(describeFailure(error), 'an update was given up');
    return true;
  }

  /** Ignores an unavailable Redis, because the claim then expires by itself. @returns false if the failure counts */
  private async releaseForRetry(claim: UpdateClaim, error: unknown): Promise<boolean> {
    switch (failureOf(error)) {
      case 'waits':
        await claim.release().catch(() => undefined);
        return true;
      case 'telegram':
        return claim.postpone().catch(() => true);
      case 'update':
        return false;
    }
  }
}
