import { Action, Command, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { callbackData, contactRequest, logoutAllConfirmation, textMessage } from '../messages/messages';
import { BotApi } from '../telegram/bot-api';
import { Confirmation, isQuestionExpired } from './confirmation';
import { Conversation } from './conversation';
import type { Sender } from './sender';
import { SigningOut } from './signing-out';

/** `/logout_all` and the button under `/sessions` sign the owner out on all devices, after a confirmation. */
@Update()
export class LogoutAllUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly confirmation: Confirmation,
    private readonly signingOut: SigningOut,
    private readonly api: BotApi,
  ) {}

  @Command('logout_all')
  async ask(@Ctx() context: Context): Promise<void> {
    await this.askSender(await this.conversation.identifySender(context));
  }

  @Action(callbackData.logoutAll)
  async askByButton(@Ctx() context: Context): Promise<void> {
    await this.api.answerCallback(context.callbackQuery!);
    await this.ask(context);
  }

  @Action(callbackData.logoutAllYes)
  async confirm(@Ctx() context: Context): Promise<void> {
    const sender = await this.confirmation.takeAnswer(context);
    if (sender === undefined) return;
    const { account, language } = sender;
    if (!account || isQuestionExpired(context)) return this.askSender(sender);
    const count = await this.signingOut.everywhere(account.phone);
    await this.conversation.reply(
      sender,
      count === 0
        ? textMessage(language, 'bot.logoutAll.none')
        : textMessage(language, 'bot.logoutAll.done', { count }),
    );
  }

  @Action(callbackData.logoutAllNo)
  async cancel(@Ctx() context: Context): Promise<void> {
    const sender = await this.confirmation.takeAnswer(context);
    if (sender) await this.conversation.reply(sender, textMessage(sender.language, 'bot.logoutAll.kept'));
  }

  private askSender(sender: Sender): Promise<void> {
    const { account, language } = sender;
    return this.conversation.reply(
      sender,
      account ? logoutAllConfirmation(language) : contactRequest(language, 'bot.shareFirst'),
    );
  }
}
