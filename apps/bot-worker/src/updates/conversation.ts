import { Injectable } from '@nestjs/common';
import type { Context } from 'telegraf';
import { BotChallenges } from '@app/otp';
import { type TelegramAccount, TelegramAccounts } from '@app/telegram';
import { Courier } from '../delivery/courier';
import { askingForContact, plain } from '../messages/compose';
import { BotApi, type OutgoingMessage } from '../telegram/bot-api';
import { BotApiError } from '../telegram/bot-api-error';
import { type Visitor, visitorOf } from './visitor';

export interface Reception {
  readonly visitor: Visitor;
  readonly account: TelegramAccount | undefined;
}

/** What every conversation with a person begins with and ends in. */
@Injectable()
export class Conversation {
  constructor(
    private readonly accounts: TelegramAccounts,
    private readonly challenges: BotChallenges,
    private readonly courier: Courier,
    private readonly api: BotApi,
  ) {}

  /** Who writes can be written to. */
  async receive(context: Context): Promise<Reception> {
    const { telegramId } = visitorOf(context);
    const account = await this.accounts.byTelegramId(telegramId);
    if (account?.isBlocked) await this.accounts.mark(telegramId, { isBlocked: false });
    return { visitor: visitorOf(context, account), account };
  }

  /** A chat that takes nothing any more is no failure: the person has left. */
  async say({ chatId, telegramId, audience }: Visitor, message: OutgoingMessage): Promise<void> {
    try {
      await this.api.say(chatId, message, audience);
    } catch (error) {
      if (!(error instanceof BotApiError) || error.problem !== 'unreachable') throw error;
      if (audience === 'linked') await this.accounts.mark(telegramId, { isBlocked: true });
    }
  }

  /** A code because the owner asks the bot for one. */
  async giveCode({ visitor, account }: Reception): Promise<void> {
    if (!account) return this.say(visitor, askingForContact(visitor.language, 'bot.shareFirst'));
    const { phone, telegramId } = account;
    const asked = await this.challenges.requestCode({ phone, telegramId, language: visitor.language });
    if (asked.kind === 'issued') return this.courier.deliver(asked.entry);
    return this.say(visitor, plain(visitor.language, 'bot.ask.limited', { count: asked.retryAfterSeconds }));
  }
}
