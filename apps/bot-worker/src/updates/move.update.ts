import { Action, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { PhoneMoves, type TelegramAccount, TelegramAccounts, type TelegramPerson } from '@app/telegram';
import { plain } from '../messages/compose';
import { BotApi } from '../telegram/bot-api';
import { FrontDesk } from './front-desk';
import { Relinking } from './relinking';

type Outcome = 'done' | 'kept' | 'gone';

/** The holder of a phone answers whether it moves to the account that has shared it. */
@Update()
export class MoveUpdate {
  constructor(
    private readonly desk: FrontDesk,
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
    const { visitor, account } = await this.desk.receive(context);
    const { chatId, language } = visitor;
    if (query.message) await this.api.dropButtons(chatId, query.message.message_id);
    const outcome = account
      ? await this.decide(account, { isYes: answer === 'yes', asking: Number(asking), token: token! })
      : 'gone';
    await this.desk.say(visitor, plain(language, `bot.move.${outcome}`));
  }

  /** Only who holds the phone now finds the question: its key holds both. */
  private async decide(
    holder: TelegramAccount,
    { isYes, asking, token }: { isYes: boolean; asking: number; token: string },
  ): Promise<Outcome> {
    const person = await this.moves.asking(holder, asking, token);
    if (person === undefined) return 'gone';
    if (isYes) return this.move(holder, person, token);
    await this.moves.refuse(holder, asking);
    return 'kept';
  }

  private async move(holder: TelegramAccount, person: TelegramPerson, token: string): Promise<Outcome> {
    const { phone, telegramId } = holder;
    await this.relinking.closeChallenges(phone);
    const linked = await this.accounts.linkHeldBy(telegramId, person, phone);
    await this.moves.forget(holder);
    if (linked.outcome !== 'moved') return 'gone';
    await this.relinking.finish(phone, linked);
    await this.relinking.notifyNext(token, phone, person);
    return 'done';
  }
}
