import { Injectable } from '@nestjs/common';
import type { Context } from 'telegraf';
import { text } from '@app/i18n';
import { BotChallenges, type RequestedFromBot } from '@app/otp';
import { TelegramAccounts } from '@app/telegram';
import { OutboxDelivery } from '../delivery/outbox-delivery';
import { contactRequest, textMessage } from '../messages/messages';
import { BotApi, type OutgoingMessage } from '../telegram/bot-api';
import { BotApiError } from '../telegram/bot-api-error';
import type { WorkWithSlot } from '../telegram/budget/slots-ahead';
import { ReadAhead } from './read-ahead';
import { personIn, type Sender, senderOf } from './sender';

const isCommand = ({ message }: Context): boolean =>
  message !== undefined && 'text' in message && message.text.startsWith('/');

/** `wasClaimed`: whether this worker has claimed the code. It resolves when the code was sent. */
type RequestedCode = RequestedFromBot & { readonly wasClaimed: Promise<boolean> };

/** The steps that all handlers share: identify the sender, reply, and send a code on request. */
@Injectable()
export class Conversation {
  constructor(
    private readonly accounts: TelegramAccounts,
    private readonly readAhead: ReadAhead,
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
    return senderOf(
      person,
      account,
      isDecided ? undefined : await this.readAhead.languagesOf(context.update, telegramId),
    );
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
  sendRequestedCode(sender: Sender): Promise<void> {
    return this.withSlotAhead(sender, async () => this.sendRequested(sender, await this.requestCode(sender)));
  }

  /** Reserves the slot of the answer while `work` still finds out what the answer is. */
  withSlotAhead<Result>({ chatId }: Sender, work: WorkWithSlot<Result>): Promise<Result> {
    return this.api.withSlotAhead('message', chatId, work);
  }

  /**
   * Requests a code and starts to send it: the claim of the code follows the request on the same connection, so that both take
   * one round trip.
   * @param buttonOf the message whose button was pressed
   * @returns undefined if no phone is linked to the sender
   */
  async requestCode(
    { account, knownLanguage: language }: Sender,
    buttonOf?: number,
  ): Promise<RequestedCode | undefined> {
    if (!account) return undefined;
    const { phone, telegramId } = account;
    const entry = this.challenges.newCodeEntry(phone);
    const request = this.challenges.requestCode({ phone, telegramId, language, buttonOf, entry });
    const wasClaimed = this.delivery.deliver(entry);
    return { ...(await request), wasClaimed };
  }

  /** Sends what `requestCode` has brought. There is nothing to send after a repeated press. */
  async sendRequested(sender: Sender, requested: RequestedCode | undefined): Promise<void> {
    const { language } = sender;
    switch (requested?.kind) {
      case undefined:
        return this.reply(sender, contactRequest(language, 'bot.shareFirst'));
      case 'issued':
        if (!(await requested.wasClaimed)) await this.delivery.deliver(requested.entry);
        return undefined;
      case 'limited': {
        const count = requested.retryAfterSeconds;
        return this.reply(sender, textMessage(language, 'bot.ask.limited', { count }));
      }
      case 'repeated':
        return undefined;
    }
  }
}
