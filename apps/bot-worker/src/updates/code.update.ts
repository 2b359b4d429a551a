import { Action, Command, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { text } from '@app/i18n';
import { callbackData } from '../messages/messages';
import { BotApi } from '../telegram/bot-api';
import { allEnded } from './all-ended';
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

  /** A button that is pressed twice brings one code, and the second press is told where it is. */
  @Action(callbackData.getCode)
  async button(@Ctx() context: Context): Promise<void> {
    const query = context.callbackQuery!;
    const sender = await this.conversation.identifySender(context);
    await this.api.withSlotAhead('press', sender.chatId, async () => {
      const requested = await this.conversation.requestCode(sender, query.message?.message_id);
      const toast = requested?.kind === 'repeated' ? text(sender.language, 'bot.codeSentToast') : undefined;
      await allEnded([
        this.api.answerCallback(query, toast),
        this.conversation.sendRequested(sender, requested),
      ]);
    });
  }
}
