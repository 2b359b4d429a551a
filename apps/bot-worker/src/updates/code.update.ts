import { Action, Command, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { press } from '../messages/compose';
import { BotApi } from '../telegram/bot-api';
import { FrontDesk } from './front-desk';

/** `/code` and its button: the owner asks the bot itself for a code. */
@Update()
export class CodeUpdate {
  constructor(
    private readonly desk: FrontDesk,
    private readonly api: BotApi,
  ) {}

  @Command('code')
  async command(@Ctx() context: Context): Promise<void> {
    await this.desk.giveCode(await this.desk.receive(context));
  }

  @Action(press.getCode)
  async button(@Ctx() context: Context): Promise<void> {
    await this.api.answerPress(context.callbackQuery!);
    await this.desk.giveCode(await this.desk.receive(context));
  }
}
