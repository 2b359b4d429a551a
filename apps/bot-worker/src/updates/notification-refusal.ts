import { Injectable } from '@nestjs/common';
import { PhoneSessions, RevokedSessions } from '@app/session';
import { Relinks, type TelegramAccount } from '@app/telegram';
import { SigningOut } from './signing-out';

/** Ends the sessions that the owner does not recognize, after a notification of a stolen token or of a relink. */
@Injectable()
export class NotificationRefusal {
  constructor(
    private readonly sessions: PhoneSessions,
    private readonly revoked: RevokedSessions,
    private readonly relinks: Relinks,
    private readonly signingOut: SigningOut,
  ) {}

  /** @returns whether sessions have ended; sessions that were opened since the notification stay */
  async refuseReuse({ phone }: TelegramAccount, sessionId: string): Promise<boolean> {
    const revoked = await this.sessions.endBeforeReuse(phone, sessionId);
    this.revoked.publish(revoked);
    return revoked.ended.length > 0;
  }

  /**
   * Ends everything that was opened with the phone since it was taken over, within a day and once.
   * @param id of the notification
   * @returns `back` if the account holds the phone again; then nothing ends
   */
  async refuseRelink(
    telegramId: number,
    account: TelegramAccount | undefined,
    id: string,
  ): Promise<'ended' | 'back' | 'over'> {
    const phone = await this.relinks.find(telegramId, id);
    if (phone === undefined) return 'over';
    if (account?.phone === phone) return 'back';
    await this.signingOut.everywhere(phone);
    return 'ended';
  }

  /** Call it after the answer: until then a press that failed is repeated, and must find the notification again. */
  forgetRelink(telegramId: number, id: string): Promise<void> {
    return this.relinks.forget(telegramId, id);
  }
}
