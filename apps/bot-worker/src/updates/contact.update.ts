import { Ctx, On, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import type { Message } from 'telegraf/types';
import type { E164 } from '@app/contract';
import { contactRequest, textRemovingKeyboard } from '../messages/messages';
import type { OutgoingMessage } from '../telegram/bot-api';
import { Conversation } from './conversation';
import { Linking } from './linking';
import { Links } from './links';
import { ownContact } from './own-contact';
import { PhoneChange } from './phone-change';
import { ReadAhead } from './read-ahead';
import type { Sender } from './sender';

/** Links a phone to the chat where the person shares their own contact. */
@Update()
export class ContactUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly linking: Linking,
    private readonly links: Links,
    private readonly readAhead: ReadAhead,
    private readonly phoneChange: PhoneChange,
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
    // This is checked before any challenge is closed: an account that keeps another phone must not affect this one.
    if (account && account.phone !== phone) return this.phoneChange.offer(sender, account, phone);
    // Once it is linked, the sender is read again: the phone may have a shop, whose language comes first.
    const { outcome } = await this.linking.link(sender, phone, String(context.update.update_id));
    switch (outcome) {
      case 'other_phone':
        return this.offerChange(context, phone);
      case 'held':
        return this.replyAsLinked(
          sender,
          textRemovingKeyboard(language, 'bot.contact.held', { account: telegramId }),
        );
      case 'moved': {
        const { language: spoken } = await this.conversation.identifySender(context);
        return this.replyAsLinked(sender, textRemovingKeyboard(spoken, 'bot.moved'));
      }
      case 'linked':
      case 'unchanged':
        return this.finishLinking(context, phone);
    }
  }

  /** The account has linked another phone since its update was read. */
  private async offerChange(context: Context, phone: E164): Promise<void> {
    const sender = await this.conversation.identifySender(context);
    if (sender.account) await this.phoneChange.offer(sender, sender.account, phone);
  }

  private async finishLinking(context: Context, phone: E164): Promise<void> {
    const sender = await this.conversation.identifySender(context);
    const waiting = await this.readAhead.waitingFor(context.update, sender.telegramId, phone);
    await this.links.finishLinking(sender, phone, waiting);
  }

  /**
   * Answers to an own contact use no slot of strangers, even if another account keeps the phone. They cannot flood the bot,
   * because an account that is not linked gets at most six answers to contacts in ten minutes.
   */
  private replyAsLinked(sender: Sender, message: OutgoingMessage): Promise<void> {
    return this.conversation.reply({ ...sender, audience: 'linked' }, message);
  }
}
