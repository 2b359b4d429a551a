import { Action, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { BotApi } from '../telegram/bot-api';
import { Conversation } from './conversation';
import { PhoneChange } from './phone-change';

/** The person answers whether the phone changes to the one that was shared. */
@Update()
export class PhoneChangeUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly phoneChange: PhoneChange,
    private readonly api: BotApi,
  ) {}

  @Action(/^phone:(yes|no):([\w-]{22})$/)
  async answer(@Ctx() context: Context & { match: RegExpExecArray }): Promise<void> {
    const [, answer, token] = context.match;
    const query = context.callbackQuery!;
    await this.api.answerCallback(query);
    const sender = await this.conversation.identifySender(context);
    await (answer === 'yes'
      ? this.phoneChange.confirm(sender, token!)
      : this.phoneChange.decline(sender, token!));
    // Last, so that the person can press again if all of this failed.
    if (query.message) await this.api.tryRemoveButtons(sender.chatId, query.message.message_id);
  }
}
