import { Command, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { ShopOfAccount } from '@app/shop';
import { codeOffer, contactRequest } from '../messages/messages';
import { shopMessage } from '../messages/shop-messages';
import { Conversation } from './conversation';

/** `/shop` shows the shop, with buttons that `ShopNameUpdate` and `LanguageUpdate` handle. */
@Update()
export class ShopUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly shops: ShopOfAccount,
  ) {}

  @Command('shop')
  async show(@Ctx() context: Context): Promise<void> {
    const sender = await this.conversation.identifySender(context);
    const { account, language, telegramId } = sender;
    if (!account) return this.conversation.reply(sender, contactRequest(language, 'bot.shareFirst'));
    const shop = await this.shops.find(telegramId);
    await this.conversation.reply(
      sender,
      shop ? shopMessage(language, shop) : codeOffer(language, 'bot.noShop'),
    );
  }
}
