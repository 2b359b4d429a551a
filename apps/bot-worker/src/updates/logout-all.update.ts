import { Command, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { BotChallenges } from '@app/otp';
import { PhoneSessions, RevokedSessions } from '@app/session';
import { contactRequest, textMessage } from '../messages/messages';
import { Conversation } from './conversation';

/** `/logout_all` closes every live code of the phone and then ends every session of its shop. */
@Update()
export class LogoutAllUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly challenges: BotChallenges,
    private readonly sessions: PhoneSessions,
    private readonly revoked: RevokedSessions,
  ) {}

  @Command('logout_all')
  async logoutAll(@Ctx() context: Context): Promise<void> {
    const sender = await this.conversation.identifySender(context);
    const { account, language } = sender;
    if (!account) return this.conversation.reply(sender, contactRequest(language, 'bot.shareFirst'));
    await this.challenges.closeChallenges(account.phone);
    const revoked = await this.sessions.endAll(account.phone);
    this.revoked.publish(revoked);
    const count = revoked.ended.length;
    await this.conversation.reply(
      sender,
      count === 0
        ? textMessage(language, 'bot.logoutAll.none')
        : textMessage(language, 'bot.logoutAll.done', { count }),
    );
  }
}
