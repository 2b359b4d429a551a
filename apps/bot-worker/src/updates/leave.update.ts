import { Action, Command, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { BotChallenges } from '@app/otp';
import { PhoneSessions } from '@app/session';
import { TelegramAccounts } from '@app/telegram';
import { askingForContact, askingToStop, plain, press } from '../messages/compose';
import { BotApi } from '../telegram/bot-api';
import { FrontDesk } from './front-desk';

/** `/stop` unlinks the phone, `/logout_all` ends every session. Codes that still live are closed first. */
@Update()
export class LeaveUpdate {
  constructor(
    private readonly desk: FrontDesk,
    private readonly challenges: BotChallenges,
    private readonly accounts: TelegramAccounts,
    private readonly sessions: PhoneSessions,
    private readonly api: BotApi,
  ) {}

  @Command('logout_all')
  async logoutAll(@Ctx() context: Context): Promise<void> {
    const { visitor, account } = await this.desk.receive(context);
    const { language } = visitor;
    if (!account) return this.desk.say(visitor, askingForContact(language, 'bot.shareFirst'));
    await this.challenges.closeAll(account.phone);
    const ended = await this.sessions.endAll(account.phone);
    await this.desk.say(
      visitor,
      ended === 0
        ? plain(language, 'bot.logoutAll.none')
        : plain(language, 'bot.logoutAll.done', { count: ended }),
    );
  }

  @Command('stop')
  async stop(@Ctx() context: Context): Promise<void> {
    const { visitor, account } = await this.desk.receive(context);
    await this.desk.say(
      visitor,
      account ? askingToStop(visitor.language) : plain(visitor.language, 'bot.stop.nothing'),
    );
  }

  @Action(press.stopYes)
  async stopYes(@Ctx() context: Context): Promise<void> {
    await this.api.answerPress(context.callbackQuery!.id);
    const { visitor, account } = await this.desk.receive(context);
    if (!account) return this.desk.say(visitor, plain(visitor.language, 'bot.stop.nothing'));
    await this.challenges.closeAll(account.phone);
    await this.accounts.unlink(account.telegramId);
    await this.challenges.closeAll(account.phone);
    await this.desk.say(visitor, askingForContact(visitor.language, 'bot.stop.done'));
  }

  @Action(press.stopNo)
  async stopNo(@Ctx() context: Context): Promise<void> {
    await this.api.answerPress(context.callbackQuery!.id);
    const { visitor } = await this.desk.receive(context);
    await this.desk.say(visitor, plain(visitor.language, 'bot.stop.kept'));
  }
}
