import { Action, Command, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { callbackData, contactRequest, stopConfirmation, textMessage } from '../messages/messages';
import { Confirmation, isQuestionExpired } from './confirmation';
import { Conversation } from './conversation';
import { Unlinking } from './unlinking';

/** `/stop` unlinks the phone and ends the sessions of its shop, after a confirmation. */
@Update()
export class StopUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly confirmation: Confirmation,
    private readonly unlinking: Unlinking,
  ) {}

  @Command('stop')
  async stop(@Ctx() context: Context): Promise<void> {
    const sender = await this.conversation.identifySender(context);
    const { account, language } = sender;
    await this.conversation.reply(
      sender,
      account ? stopConfirmation(language) : textMessage(language, 'bot.stop.nothing'),
    );
  }

  @Action(callbackData.stopYes)
  async confirm(@Ctx() context: Context): Promise<void> {
    const sender = await this.confirmation.takeAnswer(context);
    if (sender === undefined) return;
    const { account, language } = sender;
    // The worker that has unlinked the phone may have died before its answer, and the press is repeated.
    if (!account) return this.conversation.reply(sender, contactRequest(language, 'bot.stop.done'));
    if (isQuestionExpired(context)) return this.conversation.reply(sender, stopConfirmation(language));
    const hasEndedSessions = await this.unlinking.unlink(account, language);
    const done = hasEndedSessions ? 'bot.stop.doneSignedOut' : 'bot.stop.done';
    await this.conversation.reply(sender, contactRequest(language, done));
  }

  @Action(callbackData.stopNo)
  async cancel(@Ctx() context: Context): Promise<void> {
    const sender = await this.confirmation.takeAnswer(context);
    if (sender) await this.conversation.reply(sender, textMessage(sender.language, 'bot.stop.kept'));
  }
}
