import { Injectable } from '@nestjs/common';
import type { E164 } from '@app/contract';
import { BotChallenges, type Opened, Outbox } from '@app/otp';
import { Courier } from '../delivery/courier';
import { plain } from '../messages/compose';
import { Conversation } from './conversation';
import type { Visitor } from './visitor';

const TEXTS = {
  sent: 'bot.link.sent',
  other_phone: 'bot.link.otherPhone',
  foreign: 'bot.link.foreign',
} as const;

/** What a link of the sign-in page does for an account with a linked phone. */
@Injectable()
export class Links {
  constructor(
    private readonly challenges: BotChallenges,
    private readonly outbox: Outbox,
    private readonly courier: Courier,
    private readonly conversation: Conversation,
  ) {}

  /** A link that is gone is for the caller to tell of. */
  async open(visitor: Visitor, phone: E164, challengeId: string): Promise<Opened> {
    const opened = await this.challenges.openChallenge(challengeId, {
      telegramId: visitor.telegramId,
      phone,
    });
    if (opened === 'due') await this.courier.deliver(this.outbox.codeEntry(challengeId));
    else if (opened !== 'gone') await this.conversation.say(visitor, plain(visitor.language, TEXTS[opened]));
    return opened;
  }

  /** The request whose link brought the person here; without one that still lives, all that wait for this phone. */
  async deliverWaiting(visitor: Visitor, phone: E164): Promise<void> {
    const awaited = await this.challenges.awaitedChallenge(visitor.telegramId);
    const isOpen = awaited !== undefined && (await this.open(visitor, phone, awaited)) !== 'gone';
    if (!isOpen) await this.wake(visitor, phone, awaited !== undefined);
    if (awaited !== undefined) await this.challenges.forgetAwaitedChallenge(visitor.telegramId);
  }

  private async wake(visitor: Visitor, phone: E164, cameByLink: boolean): Promise<void> {
    const woken = await this.challenges.makeParkedDue(phone);
    await Promise.all(woken.map((entry) => this.courier.deliver(entry)));
    if (cameByLink && woken.length === 0) await this.tellGone(visitor);
  }

  tellGone(visitor: Visitor): Promise<void> {
    return this.conversation.say(visitor, plain(visitor.language, 'bot.link.gone'));
  }
}
