import { Action, Ctx, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { Confirmation } from './confirmation';
import { PhoneChange } from './phone-change';

/** The person answers whether the phone changes to the one that was shared. */
@Update()
export class PhoneChangeUpdate {
  constructor(
    private readonly confirmation: Confirmation,
    private readonly phoneChange: PhoneChange,
  ) {}

  @Action(/^phone:(yes|no):([\w-]{22})$/)
  async answer(@Ctx() context: Context & { match: RegExpExecArray }): Promise<void> {
    const [, answer, token] = context.match;
    await this.confirmation.answerStored(context, (sender) =>
      answer === 'yes' ? this.phoneChange.confirm(sender, token!) : this.phoneChange.decline(sender, token!),
    );
  }
}
