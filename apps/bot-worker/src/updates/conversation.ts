import { Injectable } from '@nestjs/common';
import type { Context } from 'telegraf';
import type { Language } from '@app/contract';
import { text } from '@app/i18n';
import { BotChallenges, type RequestedFromBot } from '@app/otp';
import { RememberedLanguages, TelegramAccounts } from '@app/telegram';
import { OutboxDelivery } from '../delivery/outbox-delivery';
import { contactRequest, textMessage } from '../messages/messages';
import { BotApi, type OutgoingMessage } from '../telegram/bot-api';
import { BotApiError } from '../telegram/bot-api-error';
import { personIn, type Sender, senderOf } from './sender';

const isCommand = ({ message }: Context): boolean =>
  message !== undefined && 'text' in message && message.text.startsWith('/');

/** The steps that all handlers share: identify the sender, reply, and send a code on request. */
@Injectable()
export class Conversation {
  constructor(
    private readonly accounts: TelegramAccounts,
    private readonly languages: RememberedLanguages,
    private readonly challenges: BotChallenges,
    private readonly delivery: OutboxDelivery,
    private readonly api: BotApi,
  ) {}

  /**
   * Reads the sender's account. A person who writes can receive messages, so the mark "blocked" is removed. A person who sends a
   * command no longer answers the question for the name of the shop.
   */
  async identifySender(context: Context): Promise<Sender> {
    const person = personIn(context);
    const { telegramId } = person;
    const account = await this.accounts.byTelegramId(telegramId);
    if (account?.isBlocked) await this.accounts.mark(telegramId, { isBlocked: false });
    if (account?.isAskedForName && isCommand(context)) await this.accounts.closeNameQuestion(telegramId);
    const isDecided = (account?.shopLanguage ?? account?.chosenLanguage ?? null) !== null;
    return senderOf(person, account, isDecided ? undefined : await this.languages.read(telegramId));
  }

  /** Remembers the language of a page that the person came from. @returns the sender, who is answered in that language */
  async followPage(sender: Sender, page: Language | undefined): Promise<Sender> {
    const { telegramId, account, chosenLanguage } = sender;
    if (page === undefined || (account?.shopLanguage ?? chosenLanguage ?? null) !== null) return sender;
    await this.languages.remember(telegramId, 'recent', page);
    return senderOf(sender, account, { chosen: undefined, recent: page });
  }

  /** Does not fail if the chat accepts no messages, because then the person has blocked the bot. */
  async reply({ chatId, telegramId, audience }: Sender, message: OutgoingMessage): Promise<void> {
    try {
      await this.api.sendAnswer(chatId, message, audience);
    } catch (error) {
      if (!(error instanceof BotApiError) || error.problem !== 'unreachable') throw error;
      if (audience === 'linked') await this.accounts.mark(telegramId, { isBlocked: true });
    }
  }

  /** Ends the spinner of a button that means nothing any more, and says so. */
  async answerOldButton(context: Context): Promise<void> {
    const { language } = await this.identifySender(context);
    await this.api.answerCallback(context.callbackQuery!, text(language, 'bot.oldButtonToast'));
  }

  /** Sends a code that the phone's owner has requested from the bot. */
  async sendRequestedCode(sender: Sender): Promise<void> {
    await this.sendRequested(sender, await this.requestCode(sender));
  }

  /** @param buttonOf the message whose button was pressed. @returns undefined if no phone is linked to the sender */
  async requestCode(
    { account, knownLanguage }: Sender,
    buttonOf?: number,
  ): Promise<RequestedFromBot | undefined> {
    if (!account) return undefined;
    const { phone, telegramId } = account;
    return this.challenges.requestCode({ phone, telegramId, language: knownLanguage, buttonOf });
  }

  /** Sends what `requestCode` has brought. There is nothing to send after a repeated press. */
  async sendRequested(sender: Sender, requested: RequestedFromBot | undefined): Promise<void> {
    const { language } = sender;
    switch (requested?.kind) {
      case undefined:
        return this.reply(sender, contactRequest(language, 'bot.shareFirst'));
      case 'issued':
        return this.delivery.deliver(requested.entry);
      case 'limited': {
        const count = requested.retryAfterSeconds;
        return this.reply(sender, textMessage(language, 'bot.ask.limited', { count }));
      }
      case 'repeated':
        return undefined;
    }
  }
}
