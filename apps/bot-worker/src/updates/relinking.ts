import { Injectable } from '@nestjs/common';
import { type E164, FALLBACK_LANGUAGE, languageOf } from '@app/contract';
import { BotChallenges, Notifications, type NotificationType } from '@app/otp';
import { RevokedSessions } from '@app/session';
import { type Linked, PhoneMoves, type TelegramAccount, type TelegramPerson } from '@app/telegram';
import { Courier, languageFor } from '../delivery/courier';

type Moved = Extract<Linked, { outcome: 'moved' }>;

/** What a phone's way from one account to another brings with it. */
@Injectable()
export class Relinking {
  constructor(
    private readonly challenges: BotChallenges,
    private readonly notifications: Notifications,
    private readonly revoked: RevokedSessions,
    private readonly courier: Courier,
    private readonly moves: PhoneMoves,
  ) {}

  /** Codes that the holder's chat has seen must open nothing once the phone is another's. */
  closeChallenges(phone: E164): Promise<void> {
    return this.challenges.closeChallenges(phone);
  }

  /** Before the link: should this worker die, the update comes again and finds no former holder any more. */
  notifyFormer(id: string, phone: E164, { chatId, ...holder }: TelegramAccount): Promise<void> {
    return this.notify(id, 'relinked', phone, { chatId, language: languageFor({ chatId, ...holder }) });
  }

  async finish(phone: E164, moved: Moved): Promise<void> {
    await this.challenges.closeChallenges(phone);
    this.revoked.publish(moved);
  }

  notifyNext(id: string, phone: E164, { chatId, languageCode }: TelegramPerson): Promise<void> {
    return this.notify(id, 'moved', phone, {
      chatId,
      language: languageOf(languageCode) ?? FALLBACK_LANGUAGE,
    });
  }

  /** Where the holder's chat takes messages, it is asked; in any case an operator may decide. */
  async ask(holder: TelegramAccount, person: TelegramPerson, updateId: string): Promise<void> {
    const { phone, chatId, isBlocked } = holder;
    const token = await this.moves.request(holder, person, updateId);
    if (token === undefined || isBlocked) return;
    const question = `${person.telegramId}:${token}`;
    await this.notify(question, 'move_asked', phone, { chatId, language: languageFor(holder) });
  }

  private async notify(
    id: string,
    type: NotificationType,
    phone: E164,
    to: NonNullable<Parameters<Notifications['enqueue']>[0]['to']>,
  ): Promise<void> {
    const entry = await this.notifications.enqueue({ id, type, phone, to });
    void this.courier.deliver(entry);
  }
}
