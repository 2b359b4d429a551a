import { Ctx, On, Update } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import type { ChatMemberUpdated } from 'telegraf/types';
import { TelegramAccounts } from '@app/telegram';

/** The person blocks or unblocks the bot. */
@Update()
export class MembershipUpdate {
  constructor(private readonly accounts: TelegramAccounts) {}

  @On('my_chat_member')
  async changed(@Ctx() context: Context & { myChatMember: ChatMemberUpdated }): Promise<void> {
    const { from, new_chat_member } = context.myChatMember;
    await this.accounts.mark(from.id, { isBlocked: new_chat_member.status === 'kicked' });
  }
}
