import { Injectable } from '@nestjs/common';
import { BotChallenges } from '@app/otp';
import type { IncomingUpdate, Proof } from './incoming-update';
import { LinkedSenders } from './linked-senders';
import { StrangerAllowance } from './stranger-allowance';

/** `first`: before all others. `later`: as one of a few at once. `silenced`: confirmed without an answer. */
export type Admission = 'first' | 'later' | 'silenced';

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
      return 'first';
    }
    // Who blocks the bot, or lets it in again, gets no answer.
    if (isPrivate && kind === 'membership') return 'later';
    const isWithinAllowance = await this.allowance.take(chatId, id);
    if (proof === undefined) return isWithinAllowance ? 'later' : 'silenced';
    if (isWithinAllowance) return (await this.isLive(proof)) ? 'first' : 'later';
    return (await this.isWorthAnAnswer(update, proof)) ? 'first' : 'silenced';
  }

  private async isWorthAnAnswer({ id, chatId }: IncomingUpdate, proof: Proof): Promise<boolean> {
    if (await this.allowance.isUsed(chatId, proof, id)) return false;
    return (await this.isLive(proof)) && this.allowance.use(chatId, proof, id);
  }

  private async isLive(proof: Proof): Promise<boolean> {
    return proof.kind === 'own_contact' || (await this.challenges.find(proof.token)) !== undefined;
  }
}
