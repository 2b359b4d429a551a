import { Action, Ctx, Next, On, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import type { Message } from 'telegraf/types';
import { asciiDigits, parsePhone, phoneCountry, shopPatch } from '@app/contract';
import { text } from '@app/i18n';
import { ShopNames, TelegramAccounts } from '@app/telegram';
import { callbackData, codeOffer, contactRequest, textMessage } from '../messages/messages';
import { nameQuestion } from '../messages/shop-messages';
import { BotApi } from '../telegram/bot-api';
import { Conversation } from './conversation';

/** A code, the number that a sign-in page shows, or nothing but spaces. It is never taken for a name. */
const isNumber = (written: string): boolean => /^[\d\s.-]+$/.test(asciiDigits(written));

/** The button "Change the name" asks for the name of the shop, and the next text of its owner is the answer. */
@Update()
export class ShopNameUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly names: ShopNames,
    private readonly accounts: TelegramAccounts,
    private readonly api: BotApi,
  ) {}

  @Action(callbackData.changeName)
  async ask(@Ctx() context: Context): Promise<void> {
    await this.api.answerCallback(context.callbackQuery!);
    const sender = await this.conversation.identifySender(context);
    const { account, language, telegramId } = sender;
    if (!account) return this.conversation.reply(sender, contactRequest(language, 'bot.shareFirst'));
    const isAsked = await this.names.ask(telegramId);
    await this.conversation.reply(
      sender,
      isAsked ? nameQuestion(language, 'bot.shop.askName') : codeOffer(language, 'bot.noShop'),
    );
  }

  /** A question that was answered or closed before loses its button too, but its message stays as it is. */
  @Action(callbackData.keepName)
  async keep(@Ctx() context: Context): Promise<void> {
    const query = context.callbackQuery!;
    const { chatId, language, telegramId } = await this.conversation.identifySender(context);
    const wasOpen = await this.accounts.closeNameQuestion(telegramId);
    await this.api.answerCallback(query, wasOpen ? undefined : text(language, 'bot.answeredToast'));
    if (!query.message) return;
    const { message_id } = query.message;
    await (wasOpen
      ? this.api.editPressedMessage(chatId, message_id, textMessage(language, 'bot.shop.nameKept'))
      : this.api.tryRemoveButtons(chatId, message_id));
  }

  /**
   * Passes on every text that is no answer: commands, which close the question, phones, codes, forwarded texts, and texts without
   * a question.
   */
  @On('text')
  async answer(
    @Ctx() context: Context & { message: Message.TextMessage },
    @Next() next: () => Promise<void>,
  ): Promise<void> {
    const written = context.message.text;
    const isForwarded = 'forward_origin' in context.message || 'via_bot' in context.message;
    if (written.startsWith('/') || isNumber(written) || isForwarded) return next();
    const account = await this.accounts.byTelegramId(context.message.from.id);
    if (!account?.isAskedForName || parsePhone(written, phoneCountry(account.phone))) return next();
    const name = shopPatch.shape.name.safeParse(written).data;
    const updateId = context.update.update_id;
    const outcome = await this.names.answer(account.telegramId, { updateId, name });
    if (outcome === undefined) return next();
    const sender = await this.conversation.identifySender(context);
    const { language } = sender;
    switch (outcome) {
      case 'renamed':
        return this.conversation.reply(sender, textMessage(language, 'bot.shop.renamed', { name: name! }));
      case 'open':
        return this.conversation.reply(sender, nameQuestion(language, 'bot.shop.badName'));
      case 'late':
        return this.conversation.reply(sender, textMessage(language, 'bot.shop.nameTooLate'));
    }
  }
}
