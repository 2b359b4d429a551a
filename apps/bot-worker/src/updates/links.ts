import { Injectable } from '@nestjs/common';
import type { E164 } from '@app/contract';
import { BotChallenges, type Opened, Outbox } from '@app/otp';
import { OutboxDelivery } from '../delivery/outbox-delivery';
import { textMessage } from '../messages/messages';
import { Conversation } from './conversation';
import type { Sender } from './sender';

const TEXTS = {
  sent: 'bot.link.sent',
  other_phone: 'bot.link.otherPhone',
  foreign: 'bot.link.foreign',
} as const;

/** Opens links of the sign-in page for accounts with a linked phone. */
@Injectable()
export class Links {
  constructor(
    private readonly challenges: BotChallenges,
    private readonly outbox: Outbox,
    private readonly delivery: OutboxDelivery,
    private readonly conversation: Conversation,
  ) {}

  /** Does not reply to the outcome `gone`, which is left to the caller. */
  async open(sender: Sender, phone: E164, challengeId: string): Promise<Opened> {
    const opened = await this.challenges.openChallenge(challengeId, { telegramId: sender.telegramId, phone });
    if (opened === 'due') await this.delivery.deliver(this.outbox.codeEntry(challengeId));
    else if (opened !== 'gone')
      await this.conversation.reply(sender, textMessage(sender.language, TEXTS[opened]));
    return opened;
  }

  /** Delivers the code of the link that the person opened. If there is none, delivers all that wait for the phone. */
  async deliverWaitingCodes(sender: Sender, phone: E164): Promise<void> {
    const awaited = await this.challenges.awaitedChallenge(sender.telegramId);
    const isOpened = awaited !== undefined && (await this.open(sender, phone, awaited)) !== 'gone';
    if (!isOpened) await this.deliverParked(sender, phone, awaited !== undefined);
    if (awaited !== undefined) await this.challenges.forgetAwaitedChallenge(sender.telegramId);
  }

  replyGone(sender: Sender): Promise<void> {
    return this.conversation.reply(sender, textMessage(sender.language, 'bot.link.gone'));
  }

  private async deliverParked(sender: Sender, phone: E164, hasOpenedLink: boolean): Promise<void> {
    const entries = await this.challenges.makeParkedDue(phone);
    await Promise.all(entries.map((entry) => this.delivery.deliver(entry)));
    if (hasOpenedLink && entries.length === 0) await this.replyGone(sender);
  }
}
