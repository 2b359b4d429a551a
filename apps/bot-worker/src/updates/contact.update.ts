import { Ctx, On, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import type { Message } from 'telegraf/types';
import { type E164, sharedWith } from '@app/contract';
import { type Linked, TelegramAccounts } from '@app/telegram';
import { askingForContact, plain, withoutKeyboard } from '../messages/compose';
import { Conversation, type Reception } from './conversation';
import { Links } from './links';
import { ownContact, type Refusal } from './own-contact';
import { Relinking } from './relinking';
import type { Visitor } from './visitor';

/** A contact links a phone to the chat, where it is the person's own. */
@Update()
export class ContactUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly accounts: TelegramAccounts,
    private readonly links: Links,
    private readonly relinking: Relinking,
  ) {}

  @On('contact')
  async contact(@Ctx() context: Context & { message: Message.ContactMessage }): Promise<void> {
    const { message } = context;
    const read = ownContact(message);
    const reception = await this.conversation.receive(context);
    await ('refusal' in read
      ? this.refuse(reception, read.refusal)
      : this.link(reception, read.phone, String(context.update.update_id)));
  }

  private refuse({ visitor }: Reception, refusal: Refusal): Promise<void> {
    return this.conversation.say(visitor, askingForContact(visitor.language, `bot.contact.${refusal}`));
  }

  private async link({ visitor, account }: Reception, phone: E164, updateId: string): Promise<void> {
    const { language } = visitor;
    // Answers to an own contact wait for no place of strangers, also where another account keeps the phone. No flood comes of
    // that: until it is linked, an account gets at most six answers to contacts in ten minutes.
    const asLinked: Visitor = { ...visitor, audience: 'linked' };
    // Before anything is closed: who keeps another phone has no say over this one.
    if (account && account.phone !== phone)
      return this.conversation.say(visitor, plain(language, 'bot.contact.otherPhone'));
    const linked =
      sharedWith(phone).length > 0
        ? await this.linkUnheld(visitor, phone, updateId)
        : await this.linkAnyway(visitor, phone, updateId);
    switch (linked.outcome) {
      case 'other_phone':
        return this.conversation.say(visitor, plain(language, 'bot.contact.otherPhone'));
      case 'held':
        return this.conversation.say(
          asLinked,
          withoutKeyboard(language, 'bot.contact.held', { account: visitor.telegramId }),
        );
      case 'moved':
        await this.relinking.finish(phone, linked);
        return this.conversation.say(asLinked, withoutKeyboard(language, 'bot.moved'));
      case 'linked':
      case 'unchanged':
        // The code first: it is what the person waits for, and no text may hold it up.
        await this.links.deliverWaiting(asLinked, phone);
        return this.conversation.say(asLinked, withoutKeyboard(language, 'bot.linked'));
    }
  }

  private async linkAnyway(visitor: Visitor, phone: E164, updateId: string): Promise<Linked> {
    const holder = await this.accounts.byPhone(phone);
    if (holder !== undefined && holder.telegramId !== visitor.telegramId) {
      await this.relinking.closeChallenges(phone);
      await this.relinking.notifyFormer(updateId, phone, holder);
    }
    return this.accounts.link(visitor, phone);
  }

  /** The contact may mean a number of another country, so it does not move the link of another account by itself. */
  private async linkUnheld(visitor: Visitor, phone: E164, updateId: string): Promise<Linked> {
    const linked = await this.accounts.linkHeldBy(undefined, visitor, phone);
    const holder = linked.outcome === 'held' ? await this.accounts.byPhone(phone) : undefined;
    if (holder) await this.relinking.ask(holder, visitor, updateId);
    return linked;
  }
}
