import { Action, Ctx, Hears, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import type { CallbackQuery, Message } from 'telegraf/types';
import { asciiDigits } from '@app/contract';
import { text } from '@app/i18n';
import { approvedMessage } from '../messages/approval-messages';
import { contactRequest, textMessage } from '../messages/messages';
import { BotApi } from '../telegram/bot-api';
import { ApprovalByNumber, type ChoiceResult } from './approval-by-number';
import { Conversation } from './conversation';
import { holdsCode } from './holds-code';
import type { Sender } from './sender';

const GONE = { outcome: 'gone' } as const;

const hasButtons = (message: object): boolean => 'reply_markup' in message;

/**
 * The message that holds the code which is answered. Any other message of the bot, such as an answer to an earlier number, says
 * nothing about the challenge. An edited message had a code once.
 */
function answeredCode({ reply_to_message: answered }: Message.TextMessage): number | undefined {
  if (answered === undefined) return undefined;
  return holdsCode(answered) || 'edit_date' in answered ? answered.message_id : undefined;
}

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
    const sender = await this.conversation.identifySender(context);
    const { account, chatId, telegramId, language } = sender;
    const tryId = String(context.update.update_id);
    const result = await this.api.withSlotAhead('press', chatId, async () => {
      const chosen = account
        ? await this.approval.choose(challengeId!, {
            ...{ telegramId, phone: account.phone, number: number!, by: 'button', tryId },
          })
        : GONE;
      await this.api.answerCallback(query, text(language, `bot.approveToast.${chosen.outcome}`));
      return chosen;
    });
    await this.editPressed(sender, query, { ...result, isApart: button === 'approve-apart' });
    await this.approval.removeCode(result);
  }

  /** The two digits may be written in any script, with a space between them. */
  @Hears(/^\s*\p{Nd}\s?\p{Nd}\s*$/u)
  async type(@Ctx() context: Context & { message: Message.TextMessage }): Promise<void> {
    const sender = await this.conversation.identifySender(context);
    const { account, telegramId, chatId, language } = sender;
    if (!account) return this.conversation.reply(sender, contactRequest(language, 'bot.shareFirst'));
    const { message, update } = context;
    const number = asciiDigits(message.text).replace(/\s/g, '');
    const { phone } = account;
    const result = await this.conversation.withSlotAhead(sender, async () => {
      const typed = await this.approval.type(
        { telegramId, phone, number, by: 'answer', tryId: String(update.update_id) },
        { chatId, messageId: answeredCode(message) },
      );
      await this.conversation.reply(sender, textMessage(language, `bot.approve.${typed.outcome}`));
      return typed;
    });
    await this.approval.removeCode(result);
  }

  /**
   * After an approval, no code and no number is left in the pressed message, and after a second press its text is the same. A wrong
   * number under the code itself is reported by the edit that removes the code. A late press changes only a message that still
   * offers numbers.
   */
  private async editPressed(
    { chatId, language }: Sender,
    { message }: CallbackQuery,
    { outcome, challengeId, isApart }: ChoiceResult & { isApart: boolean },
  ): Promise<void> {
    if (!message) return;
    if (challengeId !== undefined && (outcome === 'approved' || outcome === 'already'))
      return this.api.editPressedMessage(chatId, message.message_id, approvedMessage(language, challengeId));
    if (isApart && hasButtons(message))
      await this.api.editPressedMessage(
        chatId,
        message.message_id,
        textMessage(language, `bot.approve.${outcome}`),
      );
  }
}
