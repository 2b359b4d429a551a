import { Action, Command, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { press } from '../messages/compose';
import { BotApi } from '../telegram/bot-api';
import { Conversation } from './conversation';

/** `/code` and its button: the owner asks the bot itself for a code. */
@Update()
export class CodeUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly api: BotApi,
  ) {}

  @Command('code')
  async command(@Ctx() context: Context): Promise<void> {
    await this.conversation.giveCode(await this.conversation.receive(context));
  }

  @Action(press.getCode)
  async button(@Ctx() context: Context): Promise<void> {
    await this.api.answerPress(context.callbackQuery!);
    await this.conversation.giveCode(await this.conversation.receive(context));
  }
}
