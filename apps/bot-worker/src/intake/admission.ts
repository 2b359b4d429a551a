import { Injectable } from '@nestjs/common';
import { BotChallenges } from '@app/otp';
import type { IncomingUpdate, Proof, UpdateKind } from './incoming-update';
import { LinkedSenders } from './linked-senders';
import { StrangerAllowance } from './stranger-allowance';

/**
 * How an update is handled: `at_once`, since its sender is linked; `soon`, as one of a few at once, since it may link its
 * sender, or costs no answer; `in_line` with other strangers; or it is `silenced`: confirmed without an answer.
 */
export type Admission = 'at_once' | 'soon' | 'in_line' | 'silenced';

const UNANSWERED: readonly UpdateKind[] = ['membership', 'service'];

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
    const { id, chatId, isPrivate, proof } = update;
    // In groups the bot answers nobody: it leaves.
    if (!isPrivate) return 'soon';
    if (await this.linked.has(chatId)) {
      void this.allowance.forget(chatId).catch(() => undefined);
      return 'at_once';
    }
    if (UNANSWERED.includes(update.kind)) return 'soon';
    const isWithinAllowance = await this.allowance.take(chatId, id);
    if (proof === undefined) return isWithinAllowance ? 'in_line' : 'silenced';
    if (isWithinAllowance) return (await this.isLive(proof)) ? 'soon' : 'in_line';
    return (await this.isWorthAnAnswer(update, proof)) ? 'soon' : 'silenced';
  }

  private async isWorthAnAnswer({ id, chatId }: IncomingUpdate, proof: Proof): Promise<boolean> {
    if (await this.allowance.isUsed(chatId, proof, id)) return false;
    return (await this.isLive(proof)) && this.allowance.use(chatId, proof, id);
  }

  private async isLive(proof: Proof): Promise<boolean> {
    return proof.kind === 'own_contact' || (await this.challenges.find(proof.token)) !== undefined;
  }
}
