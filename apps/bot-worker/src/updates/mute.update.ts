import { Action, Command, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { TelegramAccounts } from '@app/telegram';
import { callbackData, contactRequest, mutedMessage, textMessage } from '../messages/messages';
import { BotApi } from '../telegram/bot-api';
import { Conversation } from './conversation';
import type { Sender } from './sender';

/** `/mute` switches the notifications of sign-ins off, and on again. All other notifications stay on. */
@Update()
export class MuteUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly accounts: TelegramAccounts,
    private readonly api: BotApi,
  ) {}

  @Command('mute')
  async switch(@Ctx() context: Context): Promise<void> {
    const sender = await this.conversation.identifySender(context);
    const isOn = await this.accounts.switchSignInNotifications(sender.telegramId, context.update.update_id);
    await this.reply(sender, isOn);
  }

  /** The button always turns them on, so an old one that is pressed twice does no harm. */
  @Action(callbackData.unmute)
  async turnOn(@Ctx() context: Context): Promise<void> {
    const query = context.callbackQuery!;
    await this.api.answerCallback(query);
    const sender = await this.conversation.identifySender(context);
    const isOn = await this.accounts.turnOnSignInNotifications(sender.telegramId);
    if (query.message) await this.api.tryRemoveButtons(sender.chatId, query.message.message_id);
    await this.reply(sender, isOn);
  }

  private reply(sender: Sender, isOn: boolean | undefined): Promise<void> {
    const { language } = sender;
    if (isOn === undefined)
      return this.conversation.reply(sender, contactRequest(language, 'bot.shareFirst'));
    return this.conversation.reply(
      sender,
      isOn ? textMessage(language, 'bot.mute.on') : mutedMessage(language),
    );
  }
}
