import { Injectable, Logger } from '@nestjs/common';
import { InjectBot } from 'nestjs-telegraf';
import { Telegraf } from 'telegraf';
import type { Update } from 'telegraf/types';
import { describeFailure, failureOf } from './failure';
import { IntakeMetrics } from './intake-metrics';
import { CLAIM_MS, type UpdateClaim, UpdateClaims } from './update-claims';

/** `busy`: another worker has it now. `given_up`: it failed too often, and is not tried again. */
export type Taken = 'done' | 'busy' | 'given_up';

/** Each update is done once, whoever brings it and however often. */
@Injectable()
export class Inbox {
  private readonly log = new Logger(Inbox.name);

  constructor(
    @InjectBot() private readonly bot: Telegraf,
    private readonly claims: UpdateClaims,
    private readonly metrics: IntakeMetrics,
  ) {}

  /** @throws what the work threw; the update is to be brought again */
  async take(update: Update): Promise<Taken> {
    const taken = await this.takeOnce(update);
    this.metrics.count(taken);
    return taken;
  }

  private async takeOnce(update: Update): Promise<Taken> {
    const claim = await this.claims.claim(this.bot.botInfo!.id, update.update_id);
    if (typeof claim === 'string') return claim;
    const heartbeat = setInterval(() => void claim.renew().catch(() => undefined), CLAIM_MS / 3);
    try {
      await this.bot.handleUpdate(update);
    } catch (error) {
      if (await this.isGivenUp(claim, error)) return 'given_up';
      throw error;
    } finally {
      clearInterval(heartbeat);
    }
    // A worker that slept has lost the claim: another handles the update, and says when it is done.
    return (await claim.finish()) ? 'done' : 'busy';
  }

  /** For what may be done twice and leaves nothing to be done again. It takes no memory of Redis. */
  async takeWithoutClaim(update: Update): Promise<'done'> {
    await this.bot.handleUpdate(update);
    this.metrics.count('done');
    return 'done';
  }

  /** An update that fails again and again would come for ever. One that met an outage, or a pause, waits for its end. */
  private async isGivenUp(claim: UpdateClaim, error: unknown): Promise<boolean> {
    if (await this.canWait(claim, error)) return false;
    const { outcome, failures } = await claim.fail();
    this.log.warn({ ...describeFailure(error), failures }, 'an update failed');
    if (outcome !== 'given_up') return false;
    this.log.error(describeFailure(error), 'an update was given up');
    return true;
  }

  /** Where Redis is unavailable, the claim runs out by itself. */
  private async canWait(claim: UpdateClaim, error: unknown): Promise<boolean> {
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
