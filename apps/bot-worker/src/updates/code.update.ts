import { Action, Command, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { callbackData } from '../messages/messages';
import { BotApi } from '../telegram/bot-api';
import { Conversation } from './conversation';

/** `/code` and its button: the owner asks the bot for a code. */
@Update()
export class CodeUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly api: BotApi,
  ) {}

  @Command('code')
  async command(@Ctx() context: Context): Promise<void> {
    await this.conversation.sendRequestedCode(await this.conversation.identifySender(context));
  }

  @Action(callbackData.getCode)
  async button(@Ctx() context: Context): Promise<void> {
    await this.api.answerCallback(context.callbackQuery!);
    await this.conversation.sendRequestedCode(await this.conversation.identifySender(context));
  }
}
