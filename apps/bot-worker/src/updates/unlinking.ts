import { Injectable } from '@nestjs/common';
import type { Language } from '@app/contract';
import { BotChallenges } from '@app/otp';
import { RevokedSessions } from '@app/session';
import { RememberedLanguages, type TelegramAccount, TelegramAccounts } from '@app/telegram';

/** Removes the link of a phone, and everything that could still open its shop. */
@Injectable()
export class Unlinking {
  constructor(
    private readonly challenges: BotChallenges,
    private readonly accounts: TelegramAccounts,
    private readonly languages: RememberedLanguages,
    private readonly revoked: RevokedSessions,
  ) {}

  /** @param language of the chat, which the bot keeps for a day @returns whether sessions have ended */
  async unlink({ phone, telegramId }: TelegramAccount, language: Language): Promise<boolean> {
    await this.challenges.closeChallenges(phone);
    // The language of the shop no longer counts, but the bot must not switch to another one in the middle of the chat.
    await this.languages.remember(telegramId, 'recent', language);
    const unlinked = await this.accounts.unlink(telegramId);
    // Closed again, because a request may have come between the two steps.
    await this.challenges.closeChallenges(phone);
    if (unlinked === undefined) return false;
    this.revoked.publish(unlinked);
    return unlinked.ended.length > 0;
  }
}
