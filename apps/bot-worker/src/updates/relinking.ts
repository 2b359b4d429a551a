import { Injectable } from '@nestjs/common';
import type { E164 } from '@app/contract';
import { BotChallenges } from '@app/otp';
import { type EndedSessions, RevokedSessions } from '@app/session';
import {
  type FormerHolder,
  type Linked,
  PhoneMoves,
  Relinks,
  type TelegramAccount,
  type TelegramPerson,
} from '@app/telegram';
import { ImmediateNotifications } from '../delivery/immediate-notifications';
import { messageLanguage } from '../messages/message-language';

type Moved = Extract<Linked, { outcome: 'moved' }>;

/** The steps around the move of a phone from one account to another. */
@Injectable()
export class Relinking {
  constructor(
    private readonly challenges: BotChallenges,
    private readonly notifications: ImmediateNotifications,
    private readonly revoked: RevokedSessions,
    private readonly moves: PhoneMoves,
    private readonly relinks: Relinks,
  ) {}

  /** Closes all challenges: codes in the former holder's chat must not open a session of the new holder. */
  closeChallenges(phone: E164): Promise<void> {
    return this.challenges.closeChallenges(phone);
  }

  /** A link ends once, so its holder is notified once, whoever takes the phone and however often that is retried. */
  async notifyFormerHolder(phone: E164, holder: FormerHolder): Promise<void> {
    const { telegramId, linkedAt, chatId, language } = holder;
    const id = `${telegramId}:${linkedAt.getTime()}`;
    await this.relinks.remember(telegramId, id, phone);
    await this.notifications.enqueue({ id, type: 'relinked', phone, to: { chatId, language } });
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
    const to = { chatId, language: messageLanguage(holder) };
    return this.notifications.enqueue({ id, type: 'moved', phone, to });
  }

  /** Asks the holder whether the phone moves, unless the holder has blocked the bot. An operator may decide in any case. */
  async askHolder(holder: TelegramAccount, person: TelegramPerson, updateId: string): Promise<void> {
    const { phone, chatId, isBlocked } = holder;
    const token = await this.moves.request(holder, person, updateId);
    if (token === undefined || isBlocked) return;
    const id = `${person.telegramId}:${token}`;
    const to = { chatId, language: messageLanguage(holder) };
    await this.notifications.enqueue({ id, type: 'move_asked', phone, to });
  }
}
