import { Ctx, Next, Update, Use } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { GroupLeaving } from './group-leaving';

const hasLeft = ({ myChatMember }: Context): boolean =>
  ['left', 'kicked'].includes(myChatMember?.new_chat_member.status ?? '');

/**
 * The first handler. The bot acts in private chats only: it leaves any group, supergroup or channel that adds it or sends it
 * anything, and writes nothing there, so that the owner of a group cannot make the bot spend messages on it.
 */
@Update()
export class GroupUpdate {
  constructor(private readonly leaving: GroupLeaving) {}

  @Use()
  async leaveGroups(@Ctx() context: Context, @Next() next: () => Promise<void>): Promise<void> {
    const { chat } = context;
    if (chat === undefined || chat.type === 'private') await next();
    else if (!hasLeft(context)) await this.leaving.leave(chat.id, context.myChatMember ? 'added' : 'other');
  }
}
