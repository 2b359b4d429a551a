import { Injectable } from '@nestjs/common';
import { BotChallenges } from '@app/otp';
import type { IncomingUpdate, Proof } from './incoming-update';
import { LinkedSenders } from './linked-senders';
import { StrangerAllowance } from './stranger-allowance';

/**
 * Who sent an update. `newcomer`: is not linked, and may be by this update. `stranger`: is answered where that holds up nobody
 * else. `silenced`: has had all answers; the update is confirmed without one.
 */
export type Admission = 'linked' | 'newcomer' | 'stranger' | 'silenced';

/** Who is handled before whom, and who not at all, so that nobody can silence the bot for others. */
@Injectable()
export class Admissions {
  constructor(
    private readonly linked: LinkedSenders,
    private readonly challenges: BotChallenges,
    private readonly allowance: StrangerAllowance,
  ) {}

  /** An update that is admitted again gets the same reply, and takes nothing more from the allowance. */
  async admit(update: IncomingUpdate): Promise<Admission> {
    const { id, chatId, kind, isPrivate, proof } = update;
    if (isPrivate && (await this.linked.has(chatId))) {
      void this.allowance.forget(chatId).catch(() => undefined);
      return 'linked';
    }
    // Who blocks the bot, or lets it in again, gets no answer.
    if (isPrivate && kind === 'membership') return 'stranger';
    const isWithinAllowance = await this.allowance.take(chatId, id);
    if (proof === undefined) return isWithinAllowance ? 'stranger' : 'silenced';
    if (isWithinAllowance) return (await this.isLive(proof)) ? 'newcomer' : 'stranger';
    return (await this.isWorthAnAnswer(update, proof)) ? 'newcomer' : 'silenced';
  }

  private async isWorthAnAnswer({ id, chatId }: IncomingUpdate, proof: Proof): Promise<boolean> {
    if (await this.allowance.isUsed(chatId, proof, id)) return false;
    return (await this.isLive(proof)) && this.allowance.use(chatId, proof, id);
  }

  private async isLive(proof: Proof): Promise<boolean> {
    return proof.kind === 'own_contact' || (await this.challenges.find(proof.token)) !== undefined;
  }
}
