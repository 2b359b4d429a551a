import { Ctx, Help, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { plain } from '../messages/compose';
import { Conversation } from './conversation';

@Update()
export class HelpUpdate {
  constructor(private readonly conversation: Conversation) {}

  @Help()
  async help(@Ctx() context: Context): Promise<void> {
    const { visitor } = await this.conversation.receive(context);
    await this.conversation.say(visitor, plain(visitor.language, 'bot.help'));
  }
}
