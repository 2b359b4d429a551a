import { Action, Ctx, On, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import type { Message } from 'telegraf/types';
import { parsePhone, phoneCountry } from '@app/contract';
import { askingForContact, plain } from '../messages/compose';
import { BotApi } from '../telegram/bot-api';
import { Conversation, type Reception } from './conversation';
import { isWrittenByAPerson } from './written-by-a-person';

/** Whatever no other conversation took: typed phones, and words that the bot does not know. Registered last. */
@Update()
export class OtherUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly api: BotApi,
  ) {}

  @On('message')
  async message(@Ctx() context: Context & { message: Message & { text?: string } }): Promise<void> {
    if (!isWrittenByAPerson(context.message)) return;
    const reception = await this.conversation.receive(context);
    const { visitor, account } = reception;
    const typed = parsePhone(context.message.text ?? '', account && phoneCountry(account.phone));
    if (typed) return this.typedPhone(reception, typed.e164);
    const { language } = visitor;
    await this.conversation.say(
      visitor,
      account ? plain(language, 'bot.help') : askingForContact(language, 'bot.greeting'),
    );
  }

  /** A button of a message from another time. */
  @Action(/.*/)
  async unknownButton(@Ctx() context: Context): Promise<void> {
    await this.api.answerPress(context.callbackQuery!);
  }

  /** A typed number proves nothing: only the sender's own linked one brings a code. */
  private typedPhone(reception: Reception, phone: string): Promise<void> {
    const { visitor, account } = reception;
    if (account?.phone === phone) return this.conversation.giveCode(reception);
    return this.conversation.say(
      visitor,
      account
        ? plain(visitor.language, 'bot.phone.typedOther')
        : askingForContact(visitor.language, 'bot.phone.typedUnlinked'),
    );
  }
}
