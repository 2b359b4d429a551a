import { Action, Command, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { BotChallenges } from '@app/otp';
import { PhoneSessions, RevokedSessions } from '@app/session';
import { TelegramAccounts } from '@app/telegram';
import { askingForContact, askingToStop, plain, press } from '../messages/compose';
import { BotApi } from '../telegram/bot-api';
import { Conversation, type Reception } from './conversation';

const QUESTION_LIVES_SECONDS = 600;

const isOld = ({ callbackQuery }: Context): boolean =>
  Date.now() / 1000 - (callbackQuery?.message?.date ?? 0) > QUESTION_LIVES_SECONDS;

/** `/stop` unlinks the phone, `/logout_all` ends every session. Codes that still live are closed first. */
@Update()
export class LeaveUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly challenges: BotChallenges,
    private readonly accounts: TelegramAccounts,
    private readonly sessions: PhoneSessions,
    private readonly api: BotApi,
    private readonly revoked: RevokedSessions,
  ) {}

  @Command('logout_all')
  async logoutAll(@Ctx() context: Context): Promise<void> {
    const { visitor, account } = await this.conversation.receive(context);
    const { language } = visitor;
    if (!account) return this.conversation.say(visitor, askingForContact(language, 'bot.shareFirst'));
    await this.challenges.closeChallenges(account.phone);
    const revoked = await this.sessions.endAll(account.phone);
    this.revoked.publish(revoked);
    const count = revoked.ended.length;
    await this.conversation.say(
      visitor,
      count === 0 ? plain(language, 'bot.logoutAll.none') : plain(language, 'bot.logoutAll.done', { count }),
    );
  }

  @Command('stop')
  async stop(@Ctx() context: Context): Promise<void> {
    const { visitor, account } = await this.conversation.receive(context);
    await this.conversation.say(
      visitor,
      account ? askingToStop(visitor.language) : plain(visitor.language, 'bot.stop.nothing'),
    );
  }

  /** A question from long ago is asked again: whoever presses it may have another phone linked by now. */
  @Action(press.stopYes)
  async stopYes(@Ctx() context: Context): Promise<void> {
    const { visitor, account } = await this.answered(context);
    if (account && isOld(context)) return this.conversation.say(visitor, askingToStop(visitor.language));
    if (!account) return this.conversation.say(visitor, plain(visitor.language, 'bot.stop.nothing'));
    await this.challenges.closeChallenges(account.phone);
    await this.accounts.unlink(account.telegramId);
    await this.challenges.closeChallenges(account.phone);
    await this.conversation.say(visitor, askingForContact(visitor.language, 'bot.stop.done'));
  }

  @Action(press.stopNo)
  async stopNo(@Ctx() context: Context): Promise<void> {
    const { visitor } = await this.answered(context);
    await this.conversation.say(visitor, plain(visitor.language, 'bot.stop.kept'));
  }

  /** The buttons of the question go, so that neither is pressed again. */
  private async answered(context: Context): Promise<Reception> {
    const query = context.callbackQuery!;
    await this.api.answerPress(query);
    const reception = await this.conversation.receive(context);
    if (query.message) await this.api.dropButtons(reception.visitor.chatId, query.message.message_id);
    return reception;
  }
}
