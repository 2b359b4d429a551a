import { Ctx, On, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import type { Message } from 'telegraf/types';
import { parsePhone, phoneCountry } from '@app/contract';
import { codeOffer, contactRequest, textMessage } from '../messages/messages';
import { Conversation } from './conversation';
import type { Sender } from './sender';
import { hasWords, isWrittenByAPerson } from './written-by-a-person';

/** The catch-all: typed phone numbers, texts that the bot does not know, edited messages, and buttons of old messages. */
@Update()
export class OtherUpdate {
  constructor(private readonly conversation: Conversation) {}

  @On('message')
  async message(@Ctx() context: Context & { message: Message & { text?: string } }): Promise<void> {
    if (!isWrittenByAPerson(context.message)) return;
    const sender = await this.conversation.identifySender(context);
    const { account, language } = sender;
    const typed = parsePhone(context.message.text ?? '', account && phoneCountry(account.phone));
    if (typed) return this.replyToPhone(sender, typed.e164);
    await this.conversation.reply(
      sender,
      account ? codeOffer(language, 'bot.unknown') : contactRequest(language, 'bot.greeting'),
    );
  }

  /** A corrected text is not read as a new one: Telegram also reports edits that no person has made. */
  @On('edited_message')
  async editedMessage(@Ctx() context: Context & { editedMessage: object }): Promise<void> {
    if (!hasWords(context.editedMessage)) return;
    const sender = await this.conversation.identifySender(context);
    await this.conversation.reply(sender, textMessage(sender.language, 'bot.editedMessage'));
  }

  @On('callback_query')
  async unknownButton(@Ctx() context: Context): Promise<void> {
    await this.conversation.answerOldButton(context);
  }

  /** A typed number proves nothing. Only the sender's own linked number brings a code. */
  private replyToPhone(sender: Sender, phone: string): Promise<void> {
    const { account, language } = sender;
    if (account?.phone === phone) return this.conversation.sendRequestedCode(sender);
    return this.conversation.reply(
      sender,
      contactRequest(language, account ? 'bot.phone.typedOther' : 'bot.phone.typedUnlinked'),
    );
  }
}
