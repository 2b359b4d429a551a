import { Action, Ctx, Hears, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import type { Message } from 'telegraf/types';
import { asciiDigits } from '@app/contract';
import { text } from '@app/i18n';
import { contactRequest, textMessage } from '../messages/messages';
import { BotApi } from '../telegram/bot-api';
import { ApprovalByNumber } from './approval-by-number';
import { Conversation } from './conversation';

/** The number of the sign-in page, as a button or typed. The right one signs the page in without its code. */
@Update()
export class ApproveUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly approval: ApprovalByNumber,
    private readonly api: BotApi,
  ) {}

  @Action(/^(approve|approve-apart):([0-9a-f]{34}):(\d\d)$/)
  async choose(@Ctx() context: Context & { match: RegExpExecArray }): Promise<void> {
    const [, button, challengeId, number] = context.match;
    const query = context.callbackQuery!;
    const { account, telegramId, chatId, language } = await this.conversation.identifySender(context);
    const tryId = String(context.update.update_id);
    const outcome = account
      ? await this.approval.choose(challengeId!, {
          ...{ telegramId, phone: account.phone, number: number!, by: 'button', tryId },
        })
      : 'gone';
    await this.api.answerCallback(query, text(language, `bot.approveToast.${outcome}`));
    // The message with the code is edited when its code is used or closed.
    if (button === 'approve-apart' && query.message)
      await this.api.tryEditMessage(
        chatId,
        query.message.message_id,
        textMessage(language, `bot.approve.${outcome}`),
      );
  }

  /** The two digits may be written in any script, with a space between them. */
  @Hears(/^\s*\p{Nd}\s?\p{Nd}\s*$/u)
  async type(@Ctx() context: Context & { message: Message.TextMessage }): Promise<void> {
    const sender = await this.conversation.identifySender(context);
    const { account, telegramId, chatId, language } = sender;
    if (!account) return this.conversation.reply(sender, contactRequest(language, 'bot.shareFirst'));
    const { message, update } = context;
    const number = asciiDigits(message.text).replace(/\s/g, '');
    const outcome = await this.approval.type(
      { telegramId, phone: account.phone, number, by: 'answer', tryId: String(update.update_id) },
      { chatId, messageId: message.reply_to_message?.message_id },
    );
    await this.conversation.reply(sender, textMessage(language, `bot.approve.${outcome}`));
  }
}
