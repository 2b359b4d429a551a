import { Injectable } from '@nestjs/common';
import { BotChallenges } from '@app/otp';
import type { IncomingUpdate, UpdateKind } from '../incoming-update';
import { LinkedAllowance } from './linked-allowance';
import { LinkedSenders } from './linked-senders';
import { StrangerAllowance } from './stranger-allowance';

/**
 * How an update is handled. `linked`: its sender is linked to a phone. `own_contact` and `link`: it may link its sender.
 * `stranger`: its sender is not linked and gets one of a few answers. `group`: it is not from a private chat. `without_effect`:
 * it matters only for linked senders. `silenced`: it is confirmed without an answer.
 */
export type Admission =
  'linked' | 'own_contact' | 'link' | 'stranger' | 'group' | 'without_effect' | 'silenced';

/** The kinds that get no answer and matter only for linked accounts. */
const WITHOUT_EFFECT: readonly UpdateKind[] = ['membership', 'service'];

/** Decides which updates are handled with which priority, and which not at all, so that nobody can block the bot for others. */
@Injectable()
export class Admissions {
  private readonly linkedAllowance = new LinkedAllowance();

  constructor(
    private readonly linkedSenders: LinkedSenders,
    private readonly challenges: BotChallenges,
    private readonly strangerAllowance: StrangerAllowance,
  ) {}

  /** An update that is admitted again uses the allowance only once. */
  async admit(update: IncomingUpdate): Promise<Admission> {
    const { chatId, isPrivate, kind } = update;
    // The bot leaves groups and answers nobody there.
    if (!isPrivate) return 'group';
    if (await this.linkedSenders.isLinked(chatId)) {
      if (!this.linkedAllowance.isAvailable(update)) return 'silenced';
      void this.strangerAllowance.reset(chatId).catch(() => undefined);
      return 'linked';
    }
    return WITHOUT_EFFECT.includes(kind) ? 'without_effect' : this.admitStranger(update);
  }

  /** Called when an update that was admitted as `linked` is done. */
  consumeLinkedAllowance(update: IncomingUpdate): void {
    this.linkedAllowance.consume(update);
  }

  private async admitStranger({ id, chatId, proof }: IncomingUpdate): Promise<Admission> {
    const isWithinAllowance = await this.strangerAllowance.consumeAnswer(chatId, id);
    if (proof === undefined) return isWithinAllowance ? 'stranger' : 'silenced';
    if (proof.kind === 'link' && !(await this.recordAwaitedContact(chatId, proof.token)))
      return isWithinAllowance ? 'stranger' : 'silenced';
    return isWithinAllowance || (await this.strangerAllowance.consumeProof(chatId, proof.kind, id))
      ? proof.kind
      : 'silenced';
  }

  /**
   * Records that the code of this link waits for the sender's contact, even if the update gets no answer.
   * @returns whether the token belongs to a live challenge
   */
  private async recordAwaitedContact(chatId: number, token: string): Promise<boolean> {
    const challenge = await this.challenges.findByLink(token);
    if (challenge) await this.challenges.awaitContact(chatId, challenge.challengeId);
    return challenge !== undefined;
  }
}
