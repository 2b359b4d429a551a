import { Ctx, On, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import type { Message } from 'telegraf/types';
import type { E164 } from '@app/contract';
import { BotChallenges, Notices } from '@app/otp';
import { RevokedSessions } from '@app/session';
import { type TelegramAccount, TelegramAccounts } from '@app/telegram';
import { Courier, languageFor } from '../delivery/courier';
import { askingForContact, plain, withoutKeyboard } from '../messages/compose';
import { BotApi } from '../telegram/bot-api';
import { BotApiError } from '../telegram/bot-api-error';
import { BotIdentity } from '../telegram/bot-identity';
import { FrontDesk, type Reception } from './front-desk';
import { Links } from './links';
import { ownContact, type Refusal } from './own-contact';
import { type Visitor, visitorOf } from './visitor';

/** A contact links a phone to the chat, where it is the person's own. */
@Update()
export class ContactUpdate {
  constructor(
    private readonly desk: FrontDesk,
    private readonly accounts: TelegramAccounts,
    private readonly challenges: BotChallenges,
    private readonly notices: Notices,
    private readonly revoked: RevokedSessions,
    private readonly links: Links,
    private readonly courier: Courier,
    private readonly api: BotApi,
    private readonly identity: BotIdentity,
  ) {}

  @On('contact')
  async contact(@Ctx() context: Context & { message: Message.ContactMessage }): Promise<void> {
    const { message } = context;
    const read = ownContact(message);
    if ('refusal' in read && read.refusal === 'inGroup') return this.refuseInGroup(context, message.chat.id);
    const reception = await this.desk.receive(context);
    await ('refusal' in read
      ? this.refuse(reception, read.refusal)
      : this.link(reception, read.phone, String(context.update.update_id)));
  }

  /** A group may forbid the bot to write; that is nothing to try again. */
  private async refuseInGroup(context: Context, chatId: number): Promise<void> {
    const { language } = visitorOf(context);
    try {
      await this.api.say(chatId, plain(language, 'bot.contact.inGroup', { bot: this.identity.username }));
    } catch (error) {
      if (!(error instanceof BotApiError)) throw error;
    }
  }

  private refuse({ visitor }: Reception, refusal: Refusal): Promise<void> {
    return this.desk.say(visitor, askingForContact(visitor.language, `bot.contact.${refusal}`));
  }

  private async link({ visitor, account }: Reception, phone: E164, updateId: string): Promise<void> {
    const { language } = visitor;
    const owner: Visitor = { ...visitor, audience: 'linked' };
    const otherPhone = plain(language, 'bot.contact.otherPhone');
    // Before anything is closed: who keeps another phone has no say over this one.
    if (account && account.phone !== phone) return this.desk.say(visitor, otherPhone);
    const holder = await this.accounts.byPhone(phone);
    const isTaken = holder !== undefined && holder.telegramId !== visitor.telegramId;
    // Codes that the former holder's chat has seen must open nothing once the phone is another's.
    if (isTaken) {
      await this.challenges.closeAll(phone);
      // Before the link: should this worker die, the update comes again and finds nothing left to tell of.
      await this.tellFormer(updateId, phone, holder);
    }
    const linked = await this.accounts.link(visitor, phone);
    switch (linked.outcome) {
      case 'other_phone':
        return this.desk.say(visitor, otherPhone);
      case 'moved':
        await this.challenges.closeAll(phone);
        this.revoked.tell(linked);
        return this.desk.say(owner, withoutKeyboard(language, 'bot.moved'));
      case 'linked':
      case 'unchanged':
        // The code first: it is what the person waits for, and no text may hold it up.
        await this.sendWhatWaits(owner, phone);
        return this.desk.say(owner, withoutKeyboard(language, 'bot.linked'));
    }
  }

  private async tellFormer(id: string, phone: E164, holder: TelegramAccount): Promise<void> {
    const to = { chatId: holder.chatId, language: languageFor(holder) };
    const notice = await this.notices.tell({ id, notice: 'relinked', phone, to });
    void this.courier.deliver(notice);
  }

  /** The request whose link brought the person here; without one that still lives, all that wait for this phone. */
  private async sendWhatWaits(visitor: Visitor, phone: E164): Promise<void> {
    const awaited = await this.challenges.awaited(visitor.telegramId);
    const isOpen = awaited !== undefined && (await this.links.open(visitor, phone, awaited)) !== 'gone';
    if (!isOpen) await this.wake(visitor, phone, awaited !== undefined);
    if (awaited !== undefined) await this.challenges.forgetAwaited(visitor.telegramId);
  }

  private async wake(visitor: Visitor, phone: E164, cameByLink: boolean): Promise<void> {
    const woken = await this.challenges.wakeParked(phone);
    await Promise.all(woken.map((entry) => this.courier.deliver(entry)));
    if (cameByLink && woken.length === 0) await this.links.tellGone(visitor);
  }
}
