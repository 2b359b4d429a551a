import { Ctx, Help, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { textMessage } from '../messages/messages';
import { Conversation } from './conversation';

@Update()
export class HelpUpdate {
  constructor(private readonly conversation: Conversation) {}

  @Help()
  async help(@Ctx() context: Context): Promise<void> {
    const sender = await this.conversation.identifySender(context);
    await this.conversation.reply(sender, textMessage(sender.language, 'bot.help'));
  }
}
