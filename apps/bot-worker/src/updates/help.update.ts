import { Ctx, Help, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { plain } from '../messages/compose';
import { FrontDesk } from './front-desk';

@Update()
export class HelpUpdate {
  constructor(private readonly desk: FrontDesk) {}

  @Help()
  async help(@Ctx() context: Context): Promise<void> {
    const { visitor } = await this.desk.receive(context);
    await this.desk.say(visitor, plain(visitor.language, 'bot.help'));
  }
}
