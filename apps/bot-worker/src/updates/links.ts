import { setTimeout as wait } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { E164 } from '@app/contract';
import { BotChallenges, type Entry, type Opened, Outbox } from '@app/otp';
import { OutboxDelivery } from '../delivery/outbox-delivery';
import { approvalOffer } from '../messages/approval-messages';
import { contactRequest, textMessage, textsRemovingKeyboard } from '../messages/messages';
import { Conversation } from './conversation';
import type { Sender } from './sender';

const TEXTS = {
  other_phone: 'bot.link.otherPhone',
  gone: 'bot.link.gone',
} as const;

type ReleaseSlot = () => Promise<void>;
type Opener = Parameters<BotChallenges['openChallenge']>[1];

const SENT_CHECK_MS = 300;
const SENT_CHECKS = 40;

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
  open(sender: Sender, phone: E164, challengeId: string): Promise<Opened['outcome']> {
    return this.conversation.withSlotAhead(sender, (releaseSlot) =>
      this.openAndReply(sender, { phone, challengeId, releaseSlot }),
    );
  }

  private async openAndReply(
    sender: Sender,
    link: { phone: E164; challengeId: string; releaseSlot: ReleaseSlot },
  ): Promise<Opened['outcome']> {
    const { phone, challengeId, releaseSlot } = link;
    const { telegramId, language } = sender;
    const opened = await this.openAndDeliver(challengeId, { telegramId, phone }, releaseSlot);
    switch (opened.outcome) {
      case 'gone':
      case 'due':
        break;
      case 'sent':
        await this.conversation.reply(sender, approvalOffer(language, challengeId, opened));
        break;
      case 'other_phone':
        await this.conversation.reply(sender, contactRequest(language, TEXTS.other_phone));
    }
    return opened.outcome;
  }

  /**
   * Says that the phone is linked, and delivers the code of the link that the person opened, or all codes that wait for the phone.
   * The message of the first code says itself that the phone is linked. As two messages, either the code would come before that
   * answer, or it would wait a second for it, because a chat gets one message a second.
   * @param waiting.awaited the challenge of the link that the person opened
   * @param waiting.live the codes that probably wait for the phone
   */
  finishLinking(
    sender: Sender,
    phone: E164,
    waiting: { awaited: string | undefined; live: readonly Entry[] },
  ): Promise<void> {
    return this.conversation.withSlotAhead(sender, (releaseSlot) =>
      this.deliverAndReply(sender, { ...waiting, phone, releaseSlot }),
    );
  }

  private async deliverAndReply(
    sender: Sender,
    linked: { phone: E164; awaited: string | undefined; live: readonly Entry[]; releaseSlot: ReleaseSlot },
  ): Promise<void> {
    const { telegramId, language } = sender;
    const { phone, awaited, live, releaseSlot } = linked;
    const opener = { telegramId, phone, isJustLinked: true };
    const opened =
      awaited === undefined ? undefined : await this.openAndDeliver(awaited, opener, releaseSlot);
    const outcome = opened?.outcome ?? 'none';
    const mayWait = outcome === 'gone' || outcome === 'none';
    const isDelivered = outcome === 'due' || (mayWait && (await this.deliverParked(phone, live)));
    if (!isDelivered) {
      const more = outcome in TEXTS ? [TEXTS[outcome as keyof typeof TEXTS]] : [];
      await this.conversation.reply(sender, textsRemovingKeyboard(language, ['bot.linked', ...more]));
    }
    if (awaited !== undefined && opened?.outcome === 'sent')
      await this.conversation.reply(sender, approvalOffer(language, awaited, opened));
    if (awaited !== undefined) await this.challenges.forgetAwaitedChallenge(telegramId);
  }

  replyGone(sender: Sender): Promise<void> {
    const { account, language } = sender;
    return this.conversation.reply(
      sender,
      account ? textMessage(language, TEXTS.gone) : contactRequest(language, 'bot.link.goneUnlinked'),
    );
  }

  /** The claim of the code follows the script on the same connection, so that both take one round trip. */
  private async openAndDeliver(challengeId: string, by: Opener, releaseSlot: ReleaseSlot): Promise<Opened> {
    const entry = this.outbox.codeEntry(challengeId);
    const opening = this.challenges.openChallenge(challengeId, by);
    const wasClaimed = this.delivery.deliver(entry);
    const opened = await opening;
    if (opened.outcome !== 'due' || (await wasClaimed) || (await this.delivery.deliver(entry))) return opened;
    // The message of the code needs the slot of the chat.
    await releaseSlot();
    if (!this.delivery.canSend) return opened;
    return this.openOnceSent(challengeId, by);
  }

  /**
   * Another delivery has claimed the code before the link was opened, so the message of that code offers no numbers. They are
   * offered apart once it was sent, which usually takes less than a second, and at most as long as a call of the Bot API may take.
   * Only updates of this chat wait for it.
   */
  private async openOnceSent(challengeId: string, by: Opener): Promise<Opened> {
    for (let left = SENT_CHECKS; ; left--) {
      await wait(SENT_CHECK_MS);
      const opened = await this.challenges.openChallenge(challengeId, by);
      const isDone = opened.outcome !== 'due' || left === 0;
      if (isDone || (await this.delivery.deliver(this.outbox.codeEntry(challengeId)))) return opened;
    }
  }

  /**
   * The claims of the codes that probably wait follow the script on the same connection, so that all take one round trip.
   * @returns whether a code waited for the phone
   */
  private async deliverParked(phone: E164, live: readonly Entry[]): Promise<boolean> {
    const making = this.challenges.makeParkedDue(phone);
    const delivered = live.map(async (entry) => ((await this.delivery.deliver(entry)) ? entry.member : ''));
    const [parked, ...members] = await Promise.all([making, ...delivered]);
    const left = parked.filter(({ member }) => !members.includes(member));
    await Promise.all(left.map((entry) => this.delivery.deliver(entry)));
    return parked.length > 0;
  }
}
