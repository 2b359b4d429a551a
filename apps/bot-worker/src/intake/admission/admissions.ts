import { Injectable } from '@nestjs/common';
import { BotChallenges } from '@app/otp';
import { ReadAhead } from '../../updates/read-ahead';
import { Inbox } from '../claims/inbox';
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
    private readonly inbox: Inbox,
    private readonly readAhead: ReadAhead,
  ) {}

  /**
   * An update that is admitted again uses the allowance only once. What an admitted update needs next is sent together with the
   * count of the answer, so that it shares its round trip: the reads, and the claim of a stranger's update.
   */
  async admit(update: IncomingUpdate): Promise<Admission> {
    const { chatId, isPrivate, kind } = update;
    // The bot leaves groups and answers nobody there.
    if (!isPrivate) return 'group';
    if (await this.linkedSenders.isLinked(chatId)) {
      if (!this.linkedAllowance.isAvailable(update)) return 'silenced';
      void this.strangerAllowance.reset(chatId).catch(() => undefined);
      this.beginReads(update);
      return 'linked';
    }
    return WITHOUT_EFFECT.includes(kind) ? 'without_effect' : this.admitStranger(update);
  }

  /** Called when an update that was admitted as `linked` is done. */
  consumeLinkedAllowance(update: IncomingUpdate): void {
    this.linkedAllowance.consume(update);
  }

  /**
   * Records that the code of this link waits for the sender's contact. The handler of the link does so too; call this for an
   * update that waits or gets no answer.
   */
  async recordAwaitedContact({ raw, chatId, proof }: IncomingUpdate): Promise<void> {
    const challenge = proof?.kind === 'link' && (await this.readAhead.challengeOf(raw, proof.token));
    if (challenge) await this.challenges.awaitContact(chatId, challenge.challengeId);
  }

  private beginReads({ raw, chatId, proof }: IncomingUpdate): void {
    const linkToken = proof?.kind === 'link' ? proof.token : undefined;
    const contactPhone = proof?.kind === 'own_contact' ? proof.phone : undefined;
    this.readAhead.begin(raw, { telegramId: chatId, linkToken, contactPhone });
  }

  private async admitStranger(update: IncomingUpdate): Promise<Admission> {
    const { id, raw, chatId, proof } = update;
    // After a refusal the next such update is likely to be refused too, so a flood costs few commands for each update.
    const isLikely = !this.strangerAllowance.wasRefused(
      chatId,
      proof?.kind === 'own_contact' ? proof.kind : undefined,
    );
    if (isLikely) {
      this.inbox.claimAhead(raw);
      this.beginReads(update);
    } else if (proof?.kind === 'link') this.readAhead.beginChallenge(raw, proof.token);
    if (proof?.kind === 'link') return this.admitLink(update, proof.token);
    if (await this.strangerAllowance.consumeAnswer(chatId, id, proof?.kind)) return proof?.kind ?? 'stranger';
    return 'silenced';
  }

  /** Only the link of a live challenge has an answer of its own. */
  private async admitLink(update: IncomingUpdate, token: string): Promise<Admission> {
    const { id, raw, chatId } = update;
    const isWithinAllowance = await this.strangerAllowance.consumeAnswer(chatId, id);
    const isLive = (await this.readAhead.challengeOf(raw, token)) !== undefined;
    if (!isLive) return isWithinAllowance ? 'stranger' : 'silenced';
    if (isWithinAllowance || (await this.strangerAllowance.consumeAnswer(chatId, id, 'link'))) return 'link';
    await this.recordAwaitedContact(update);
    return 'silenced';
  }
}
