import { Ctx, Next, Update, Use } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { GroupLeaving } from './group-leaving';

/** The bot is out of the chat already. */
const isOut = ({ myChatMember }: Context): boolean =>
  ['left', 'kicked'].includes(myChatMember?.new_chat_member.status ?? '');

/**
 * The bot acts in private chats only. It leaves a group, supergroup or channel that adds it or sends it anything, and never
 * says a word there: a stranger who owns a group cannot make the bot spend messages on it. The first of all handlers.
 */
@Update()
export class GroupUpdate {
  constructor(private readonly leaving: GroupLeaving) {}

  @Use()
  async privateChatsOnly(@Ctx() context: Context, @Next() next: () => Promise<void>): Promise<void> {
    const { chat } = context;
    if (chat === undefined || chat.type === 'private') await next();
    else if (!isOut(context)) await this.leaving.leave(chat.id, context.myChatMember ? 'added' : 'other');
  }
}
