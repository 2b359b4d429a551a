import { Injectable } from '@nestjs/common';
import type { E164 } from '@app/contract';
import { BotChallenges, Notifications } from '@app/otp';
import { type EndedSessions, RevokedSessions } from '@app/session';
import {
  type FormerHolder,
  type Linked,
  PhoneMoves,
  type TelegramAccount,
  type TelegramPerson,
} from '@app/telegram';
import { OutboxDelivery } from '../delivery/outbox-delivery';
import { messageLanguage } from '../messages/message-language';

type Notification = Parameters<Notifications['enqueue']>[0];
type Moved = Extract<Linked, { outcome: 'moved' }>;

/** The steps around the move of a phone from one account to another. */
@Injectable()
export class Relinking {
  constructor(
    private readonly challenges: BotChallenges,
    private readonly notifications: Notifications,
    private readonly revoked: RevokedSessions,
    private readonly delivery: OutboxDelivery,
    private readonly moves: PhoneMoves,
  ) {}

  /** Closes all challenges: codes in the former holder's chat must not open a session of the new holder. */
  closeChallenges(phone: E164): Promise<void> {
    return this.challenges.closeChallenges(phone);
  }

  /** A link ends once, so its holder is notified once, whoever takes the phone and however often that is retried. */
  notifyFormerHolder(phone: E164, { telegramId, linkedAt, chatId, language }: FormerHolder): Promise<void> {
    return this.notify(`${telegramId}:${linkedAt.getTime()}`, 'relinked', phone, { chatId, language });
  }

  async finish(phone: E164, moved: Moved): Promise<void> {
    await this.challenges.closeChallenges(phone);
    this.publishEnded(moved);
  }

  publishEnded(ended: EndedSessions): void {
    this.revoked.publish(ended);
  }

  notifyNewHolder(id: string, holder: TelegramAccount): Promise<void> {
    const { phone, chatId } = holder;
    return this.notify(id, 'moved', phone, { chatId, language: messageLanguage(holder) });
  }

  /** Asks the holder whether the phone moves, unless the holder has blocked the bot. An operator may decide in any case. */
  async askHolder(holder: TelegramAccount, person: TelegramPerson, updateId: string): Promise<void> {
    const { phone, chatId, isBlocked } = holder;
    const token = await this.moves.request(holder, person, updateId);
    if (token === undefined || isBlocked) return;
    const question = `${person.telegramId}:${token}`;
    await this.notify(question, 'move_asked', phone, { chatId, language: messageLanguage(holder) });
  }

  private async notify(
    id: string,
    type: Notification['type'],
    phone: E164,
    to: NonNullable<Notification['to']>,
  ): Promise<void> {
    const entry = await this.notifications.enqueue({ id, type, phone, to });
    void this.delivery.deliver(entry);
  }
}
