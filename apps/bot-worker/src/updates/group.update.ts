import { Logger } from '@nestjs/common';
import { Ctx, Next, Update, Use } from 'nestjs-telegraf';
import type { Context } from 'telegraf';
import { RedisStore } from '@app/redis';
import { reasonOf } from '@app/runtime';
import { BotApi } from '../telegram/bot-api';

const LEAVE_AGAIN_SECONDS = 60;

/** The bot is out of the chat already. */
const isOut = ({ myChatMember }: Context): boolean =>
  ['left', 'kicked'].includes(myChatMember?.new_chat_member.status ?? '');

/**
 * The bot acts in private chats only. It leaves a group, supergroup or channel that adds it or sends it anything, and never
 * says a word there: a stranger who owns a group cannot make the bot spend messages on it. The first of all handlers.
 */
@Update()
export class GroupUpdate {
  private readonly log = new Logger(GroupUpdate.name);

  constructor(
    private readonly store: RedisStore,
    private readonly api: BotApi,
  ) {}

  @Use()
  async privateChatsOnly(@Ctx() context: Context, @Next() next: () => Promise<void>): Promise<void> {
    const { chat } = context;
    if (chat === undefined || chat.type === 'private') await next();
    else if (!isOut(context)) await this.leave(chat.id);
  }

  /** Tried once a minute in each chat. A failure waits for the chat's next update: this one is done in any case. */
  private async leave(chatId: number): Promise<void> {
    try {
      const key = this.store.key('left-chat', String(chatId));
      const isDue = await this.store.client.set(key, '1', 'EX', LEAVE_AGAIN_SECONDS, 'NX');
      if (isDue !== null) await this.api.call('leaveChat', { chat_id: chatId });
    } catch (error) {
      this.log.debug({ reason: reasonOf(error) }, 'a group or channel could not be left');
    }
  }
}
