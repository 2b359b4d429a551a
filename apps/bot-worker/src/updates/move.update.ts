import { Action, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { type HeldPhone, PhoneMoves, TelegramAccounts, type TelegramPerson } from '@app/telegram';
import { textMessage } from '../messages/messages';
import { BotApi } from '../telegram/bot-api';
import { Conversation } from './conversation';
import { Relinking } from './relinking';

interface Decision {
  readonly outcome: 'done' | 'kept' | 'gone';
  /** The holder has answered, so all stored questions to this holder are deleted. */
  readonly settled?: HeldPhone;
}

interface Question {
  /** The Telegram id of the account that asks for the phone. */
  readonly askingId: number;
  /** Proves that the holder was asked this question. */
  readonly token: string;
}

/** The holder of a phone answers whether the phone moves to the account that has shared it. */
@Update()
export class MoveUpdate {
  constructor(
    private readonly conversation: Conversation,
    private readonly accounts: TelegramAccounts,
    private readonly moves: PhoneMoves,
    private readonly relinking: Relinking,
    private readonly api: BotApi,
  ) {}

  @Action(/^move:(yes|no):(\d{1,16}):([\w-]{22})$/)
  async answer(@Ctx() context: Context & { match: RegExpExecArray }): Promise<void> {
    const [, answer, askingId, token] = context.match;
    const query = context.callbackQuery!;
    await this.api.answerCallback(query);
    const sender = await this.conversation.identifySender(context);
    const { account, chatId, telegramId, language } = sender;
    if (query.message) await this.api.tryRemoveButtons(chatId, query.message.message_id);
    const question = { askingId: Number(askingId), token: token! };
    const decision = await (answer === 'yes'
      ? this.agree(account, telegramId, question)
      : this.refuse(account, question));
    await this.conversation.reply(sender, textMessage(language, `bot.move.${decision.outcome}`));
    // Deleted after the answer: when anything above fails, the press is retried and must find the question again.
    if (decision.settled) await this.moves.forget(decision.settled);
  }

  /** Only the holder finds the question, because its key contains the holder and the phone. */
  private async refuse(holder: HeldPhone | undefined, { askingId, token }: Question): Promise<Decision> {
    const person = holder && (await this.moves.asking(holder, askingId, token));
    if (holder === undefined || person === undefined) return { outcome: 'gone' };
    await this.moves.refuse(holder, askingId);
    return { outcome: 'kept' };
  }

  /**
   * A press that failed after the move is retried, but its sender no longer holds the phone. In this case the stored question
   * and the new holder of the phone show that the move was made, and the remaining steps follow.
   */
  private async agree(
    account: HeldPhone | undefined,
    telegramId: number,
    { askingId, token }: Question,
  ): Promise<Decision> {
    const holder = account ?? (await this.formerHolder(telegramId, askingId));
    const person = holder && (await this.moves.asking(holder, askingId, token));
    if (holder === undefined || person === undefined) return { outcome: 'gone' };
    // A press that failed may have left challenges open. `move` closes them itself, and challenges that the new holder starts
    // after the move stay open.
    if (account === undefined) await this.relinking.closeChallenges(holder.phone);
    else if (!(await this.move(account, person))) return { outcome: 'gone', settled: holder };
    const next = await this.accounts.byTelegramId(askingId);
    if (next?.phone === holder.phone) await this.relinking.notifyNewHolder(token, next);
    return { outcome: 'done', settled: holder };
  }

  /** @returns the sender as the former holder of the phone that the asking account holds now */
  private async formerHolder(telegramId: number, askingId: number): Promise<HeldPhone | undefined> {
    const next = await this.accounts.byTelegramId(askingId);
    return next && { phone: next.phone, telegramId };
  }

  /** @returns whether the person holds the phone now; an operator may have moved it before */
  private async move({ phone, telegramId }: HeldPhone, person: TelegramPerson): Promise<boolean> {
    await this.relinking.closeChallenges(phone);
    const linked = await this.accounts.linkHeldBy(telegramId, person, phone);
    if (linked.outcome === 'moved') await this.relinking.finish(phone, linked);
    return linked.outcome !== 'held' && linked.outcome !== 'other_phone';
  }
}
