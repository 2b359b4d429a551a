import { Ctx, On, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import type { Message } from 'telegraf/types';
import { type E164, numbersWithSameDigits } from '@app/contract';
import { type Linked, TelegramAccounts } from '@app/telegram';
import { contactRequest, textMessage, textRemovingKeyboard } from '../messages/messages';
import type { OutgoingMessage } from '../telegram/bot-api';
import { Conversation } from './conversation';
import { Links } from './links';
import { ownContact } from './own-contact';
import { ReadAhead } from './read-ahead';
import { Relinking } from './relinking';
import type { Sender } from './sender';

/** Links a phone to the chat where the person shares their own contact. */
@Update()
export class ContactUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly accounts: TelegramAccounts,
    private readonly links: Links,
    private readonly relinking: Relinking,
    private readonly readAhead: ReadAhead,
  ) {}

  @On('contact')
  async contact(@Ctx() context: Context & { message: Message.ContactMessage }): Promise<void> {
    const read = ownContact(context.message);
    const sender = await this.conversation.identifySender(context);
    await ('problem' in read
      ? this.conversation.reply(sender, contactRequest(sender.language, `bot.contact.${read.problem}`))
      : this.link(context, sender, read.phone));
  }

  private async link(context: Context, sender: Sender, phone: E164): Promise<void> {
    const { account, language, telegramId } = sender;
    const updateId = String(context.update.update_id);
    // Checked before any challenge is closed: an account that keeps another phone must not affect this one.
    if (account && account.phone !== phone)
      return this.conversation.reply(sender, textMessage(language, 'bot.contact.otherPhone'));
    // Once it is linked, the sender is read again: the phone may have a shop, whose language comes first.
    const linked =
      numbersWithSameDigits(phone).length > 0
        ? await this.linkIfFree(sender, phone, updateId)
        : await this.linkOrMove(sender, phone, updateId);
    switch (linked.outcome) {
      case 'other_phone':
        return this.conversation.reply(sender, textMessage(language, 'bot.contact.otherPhone'));
      case 'held':
        return this.replyAsLinked(
          sender,
          textRemovingKeyboard(language, 'bot.contact.held', { account: telegramId }),
        );
      case 'moved': {
        await this.relinking.finish(phone, linked);
        const { language: spoken } = await this.conversation.identifySender(context);
        return this.replyAsLinked(sender, textRemovingKeyboard(spoken, 'bot.moved'));
      }
      case 'linked':
      case 'unchanged':
        return this.finishLinking(context, phone);
    }
  }

  private async finishLinking(context: Context, phone: E164): Promise<void> {
    const sender = await this.conversation.identifySender(context);
    const awaited = await this.readAhead.awaitedBy(context.update, sender.telegramId);
    await this.links.finishLinking(sender, phone, awaited);
  }

  /**
   * Answers to an own contact use no slot of strangers, even if another account keeps the phone. They cannot flood the bot,
   * because an account that is not linked gets at most six answers to contacts in ten minutes.
   */
  private replyAsLinked(sender: Sender, message: OutgoingMessage): Promise<void> {
    return this.conversation.reply({ ...sender, audience: 'linked' }, message);
  }

  private async linkOrMove(sender: Sender, phone: E164, updateId: string): Promise<Linked> {
    const holder = await this.accounts.byPhone(phone);
    if (holder !== undefined && holder.telegramId !== sender.telegramId) {
      await this.relinking.closeChallenges(phone);
      await this.relinking.notifyFormerHolder(updateId, phone, holder);
    }
    return this.accounts.link(sender, phone);
  }

  /** The contact may mean a number of another country, so an account that holds the phone keeps it until the holder agrees. */
  private async linkIfFree(sender: Sender, phone: E164, updateId: string): Promise<Linked> {
    const linked = await this.accounts.linkHeldBy(undefined, sender, phone);
    const holder = linked.outcome === 'held' ? await this.accounts.byPhone(phone) : undefined;
    if (holder) await this.relinking.askHolder(holder, sender, updateId);
    return linked;
  }
}
