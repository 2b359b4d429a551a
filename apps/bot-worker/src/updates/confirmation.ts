import { Injectable } from '@nestjs/common';
import type { Context } from 'telegraf';
import { text } from '@app/i18n';
import { BotApi } from '../telegram/bot-api';
import { Conversation } from './conversation';
import type { Sender } from './sender';

const QUESTION_LIFETIME_SECONDS = 600;

type Pressed = Pick<Context, 'callbackQuery'>;

/** An expired question is asked again, because the account may have linked another phone since. */
export const isQuestionExpired = ({ callbackQuery }: Pressed): boolean =>
  Date.now() / 1000 - (callbackQuery?.message?.date ?? 0) > QUESTION_LIFETIME_SECONDS;

/** A question loses its buttons with the first answer. Telegram reports a message that it no longer knows with the date 0. */
function isAnswered({ callbackQuery }: Pressed): boolean {
  const message = callbackQuery?.message;
  return message !== undefined && message.date !== 0 && !('reply_markup' in message);
}

/** Questions with buttons that are answered once. */
@Injectable()
export class Confirmation {
  constructor(
    private readonly conversation: Conversation,
    private readonly api: BotApi,
  ) {}

  /** Removes the buttons of the question, so that they are not pressed again. @returns undefined if it was answered before */
  async takeAnswer(context: Context): Promise<Sender | undefined> {
    const query = context.callbackQuery!;
    const sender = await this.conversation.identifySender(context);
    if (isAnswered(context)) {
      await this.api.answerCallback(query, text(sender.language, 'bot.answeredToast'));
      return undefined;
    }
    await this.api.answerCallback(query);
    await this.removeButtons(context, sender);
    return sender;
  }

  /**
   * Answers a question that Redis stores, which itself tells whether it was answered before. Its buttons go last, so that the person
   * can press again if all of this failed.
   */
  async answerStored(context: Context, answer: (sender: Sender) => Promise<void>): Promise<void> {
    await this.api.answerCallback(context.callbackQuery!);
    const sender = await this.conversation.identifySender(context);
    await answer(sender);
    await this.removeButtons(context, sender);
  }

  private async removeButtons({ callbackQuery }: Pressed, { chatId }: Sender): Promise<void> {
    const message = callbackQuery?.message;
    if (message) await this.api.tryRemoveButtons(chatId, message.message_id);
  }
}
