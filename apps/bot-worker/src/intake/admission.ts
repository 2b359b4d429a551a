import { Injectable } from '@nestjs/common';
import { BotChallenges } from '@app/otp';
import type { IncomingUpdate, UpdateKind } from './incoming-update';
import { LinkedAllowance } from './linked-allowance';
import { LinkedSenders } from './linked-senders';
import { StrangerAllowance } from './stranger-allowance';

/**
 * What an update is handled as. `linked`: its sender is linked. `own_contact` and `link` may link their sender. `stranger`: its
 * sender is not linked, and it gets one of a few answers. `group`: it is not of a private chat. `without_effect`: there is
 * nothing to do for a sender who is not linked. `silenced`: it is confirmed without an answer.
 */
export type Admission =
  'linked' | 'own_contact' | 'link' | 'stranger' | 'group' | 'without_effect' | 'silenced';

/** They get no answer, and mean something for linked accounts alone. */
const WITHOUT_EFFECT: readonly UpdateKind[] = ['membership', 'service'];

/** Decides who is handled before whom, and who not at all, so that nobody can silence the bot for others. */
@Injectable()
export class Admissions {
  private readonly linkedAllowance = new LinkedAllowance();

  constructor(
    private readonly linked: LinkedSenders,
    private readonly challenges: BotChallenges,
    private readonly allowance: StrangerAllowance,
  ) {}

  /** An update that is admitted again takes nothing more from the allowance. */
  async admit(update: IncomingUpdate): Promise<Admission> {
    const { chatId, isPrivate, kind } = update;
    // In groups the bot answers nobody: it leaves.
    if (!isPrivate) return 'group';
    if (await this.linked.has(chatId)) {
      if (!this.linkedAllowance.has(update)) return 'silenced';
      void this.allowance.forget(chatId).catch(() => undefined);
      return 'linked';
    }
    return WITHOUT_EFFECT.includes(kind) ? 'without_effect' : this.admitStranger(update);
  }

  /** The update was admitted as `linked`, and is done. */
  spend(update: IncomingUpdate): void {
    this.linkedAllowance.spend(update);
  }

  private async admitStranger({ id, chatId, proof }: IncomingUpdate): Promise<Admission> {
    const isWithinAllowance = await this.allowance.take(chatId, id);
    if (proof === undefined) return isWithinAllowance ? 'stranger' : 'silenced';
    if (proof.kind === 'link' && !(await this.awaitContact(chatId, proof.token)))
      return isWithinAllowance ? 'stranger' : 'silenced';
    return isWithinAllowance || (await this.allowance.use(chatId, proof.kind, id)) ? proof.kind : 'silenced';
  }

  /**
   * Does the lasting part of a link token, also of one that gets no answer: the code that its page waits for comes with the
   * sender's contact.
   * @returns whether the token is of a live challenge
   */
  private async awaitContact(chatId: number, token: string): Promise<boolean> {
    const challenge = await this.challenges.findByLink(token);
    if (challenge) await this.challenges.awaitContact(chatId, challenge.challengeId);
    return challenge !== undefined;
  }
}
