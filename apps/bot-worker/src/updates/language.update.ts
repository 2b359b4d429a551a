import { Action, Command, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { type Language, languageOf } from '@app/contract';
import { RememberedLanguages, TelegramAccounts } from '@app/telegram';
import { callbackData, languageQuestion, textMessage } from '../messages/messages';
import { BotApi } from '../telegram/bot-api';
import { Confirmation } from './confirmation';
import { Conversation } from './conversation';

/** `/language` and the button under `/shop` offer the languages. The choice of a shop owner changes the language of the shop. */
@Update()
export class LanguageUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly accounts: TelegramAccounts,
    private readonly languages: RememberedLanguages,
    private readonly confirmation: Confirmation,
    private readonly api: BotApi,
  ) {}

  @Command('language')
  async ask(@Ctx() context: Context): Promise<void> {
    const sender = await this.conversation.identifySender(context);
    await this.conversation.reply(sender, languageQuestion(sender.language));
  }

  @Action(callbackData.changeLanguage)
  async askByButton(@Ctx() context: Context): Promise<void> {
    await this.api.answerCallback(context.callbackQuery!);
    await this.ask(context);
  }

  @Action(/^language:([a-z]{2})$/)
  async choose(@Ctx() context: Context & { match: RegExpExecArray }): Promise<void> {
    const language = languageOf(context.match[1]);
    if (language === undefined) return this.conversation.answerOldButton(context);
    const sender = await this.confirmation.takeAnswer(context);
    if (sender === undefined) return;
    const isOfShop = await this.store(sender.telegramId, language);
    const key = isOfShop ? 'bot.language.chosenForShop' : 'bot.language.chosen';
    await this.conversation.reply(sender, textMessage(language, key));
  }

  /** @returns whether the language of the shop has changed too */
  private async store(telegramId: number, language: Language): Promise<boolean> {
    const changed = await this.accounts.chooseLanguage(telegramId, language);
    if (changed === undefined) await this.languages.remember(telegramId, 'chosen', language);
    return changed === 'shop';
  }
}
