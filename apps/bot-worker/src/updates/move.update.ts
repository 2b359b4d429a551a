import { Action, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { type HeldPhone, PhoneMoves, TelegramAccounts, type TelegramPerson } from '@app/telegram';
import { plain } from '../messages/compose';
import { BotApi } from '../telegram/bot-api';
import { Conversation } from './conversation';
import { Relinking } from './relinking';

interface Decided {
  readonly outcome: 'done' | 'kept' | 'gone';
  /** Every question about this holder is to be forgotten. */
  readonly over?: HeldPhone;
}

/** The account that asks for the phone, and the token of what its holder was asked. */
interface Question {
  readonly asking: number;
  readonly token: string;
}

/** The holder of a phone answers whether it moves to the account that has shared it. */
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
  async answered(@Ctx() context: Context & { match: RegExpExecArray }): Promise<void> {
    const [, answer, asking, token] = context.match;
    const query = context.callbackQuery!;
    await this.api.answerPress(query);
    const { visitor, account } = await this.conversation.receive(context);
    const { chatId, telegramId, language } = visitor;
    if (query.message) await this.api.dropButtons(chatId, query.message.message_id);
    const question = { asking: Number(asking), token: token! };
    const decided = await (answer === 'yes'
      ? this.agree(account, telegramId, question)
      : this.refuse(account, question));
    await this.conversation.say(visitor, plain(language, `bot.move.${decided.outcome}`));
    // Not before the answer: a press that comes again, because anything failed until here, has to find the question.
    if (decided.over) await this.moves.forget(decided.over);
  }

  /** Only the holder of the phone finds the question: its key holds both. */
  private async refuse(holder: HeldPhone | undefined, { asking, token }: Question): Promise<Decided> {
    const person = holder && (await this.moves.asking(holder, asking, token));
    if (holder === undefined || person === undefined) return { outcome: 'gone' };
    await this.moves.refuse(holder, asking);
    return { outcome: 'kept' };
  }

  /**
   * A press whose work broke off after the link comes again, and its sender holds the phone no more. Then the question, and the
   * account that has the phone now, show that it was moved and what is left to do.
   */
  private async agree(
    account: HeldPhone | undefined,
    telegramId: number,
    { asking, token }: Question,
  ): Promise<Decided> {
    const holder = account ?? (await this.formerHolder(telegramId, asking));
    const person = holder && (await this.moves.asking(holder, asking, token));
    if (holder === undefined || person === undefined) return { outcome: 'gone' };
    // The press that broke off may have left challenges open. `move` closes them itself, and what the new holder starts after
    // that stays open.
    if (account === undefined) await this.relinking.closeChallenges(holder.phone);
    else if (!(await this.move(account, person))) return { outcome: 'gone', over: holder };
    await this.relinking.notifyNext(token, holder.phone, person);
    return { outcome: 'done', over: holder };
  }

  /** The presser as the holder of the phone that the asking account has by now. */
  private async formerHolder(telegramId: number, asking: number): Promise<HeldPhone | undefined> {
    const next = await this.accounts.byTelegramId(asking);
    return next && { phone: next.phone, telegramId };
  }

  /** @returns whether the phone is with the person now; that may be an operator's doing, too */
  private async move({ phone, telegramId }: HeldPhone, person: TelegramPerson): Promise<boolean> {
    await this.relinking.closeChallenges(phone);
    const linked = await this.accounts.linkHeldBy(telegramId, person, phone);
    if (linked.outcome === 'moved') await this.relinking.finish(phone, linked);
    return linked.outcome !== 'held' && linked.outcome !== 'other_phone';
  }
}
