import { Action, Command, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { BotChallenges } from '@app/otp';
import { RememberedLanguages, TelegramAccounts } from '@app/telegram';
import { callbackData, contactRequest, stopConfirmation, textMessage } from '../messages/messages';
import { BotApi } from '../telegram/bot-api';
import { Conversation } from './conversation';
import type { Sender } from './sender';

const QUESTION_LIFETIME_SECONDS = 600;

const isQuestionExpired = ({ callbackQuery }: Context): boolean =>
  Date.now() / 1000 - (callbackQuery?.message?.date ?? 0) > QUESTION_LIFETIME_SECONDS;

/** `/stop` unlinks the phone after a confirmation. */
@Update()
export class StopUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly challenges: BotChallenges,
    private readonly accounts: TelegramAccounts,
    private readonly languages: RememberedLanguages,
    private readonly api: BotApi,
  ) {}

  @Command('stop')
  async stop(@Ctx() context: Context): Promise<void> {
    const sender = await this.conversation.identifySender(context);
    const { account, language } = sender;
    await this.conversation.reply(
      sender,
      account ? stopConfirmation(language) : textMessage(language, 'bot.stop.nothing'),
    );
  }

  /** Asks again after an expired question, because the account may have linked another phone since. */
  @Action(callbackData.stopYes)
  async confirm(@Ctx() context: Context): Promise<void> {
    const sender = await this.answerQuestion(context);
    const { account, language } = sender;
    if (!account) return this.conversation.reply(sender, textMessage(language, 'bot.stop.nothing'));
    if (isQuestionExpired(context)) return this.conversation.reply(sender, stopConfirmation(language));
    await this.challenges.closeChallenges(account.phone);
    // The language of the shop no longer counts, but the bot must not switch to another one in the middle of the chat.
    await this.languages.remember(account.telegramId, 'recent', language);
    await this.accounts.unlink(account.telegramId);
    // Closed again, because a request may have come between the two steps.
    await this.challenges.closeChallenges(account.phone);
    await this.conversation.reply(sender, contactRequest(language, 'bot.stop.done'));
  }

  @Action(callbackData.stopNo)
  async cancel(@Ctx() context: Context): Promise<void> {
    const sender = await this.answerQuestion(context);
    await this.conversation.reply(sender, textMessage(sender.language, 'bot.stop.kept'));
  }

  /** Removes the buttons of the question, so that they are not pressed again. */
  private async answerQuestion(context: Context): Promise<Sender> {
    const query = context.callbackQuery!;
    await this.api.answerCallback(query);
    const sender = await this.conversation.identifySender(context);
    if (query.message) await this.api.tryRemoveButtons(sender.chatId, query.message.message_id);
    return sender;
  }
}
