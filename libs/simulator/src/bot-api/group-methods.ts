import { apiBot, apiMembership } from '../world/telegram-shapes';
import { badRequest } from './api-error';
import { knownChat } from './message-methods';
import { Params } from './params';
import { SimulatedBot } from './simulated-bot';

/** Removes the bot from a group. The bot receives an update about its removal, as at Telegram. */
export function leaveChat({ world, updates }: SimulatedBot, params: Params): unknown {
  const chat = knownChat(world, params);
  if (chat.type === 'private') throw badRequest("chat member status can't be changed in private chats");
  chat.hasBot = false;
  const from = chat.type === 'channel' ? 'administrator' : 'member';
  updates.push('my_chat_member', apiMembership(world, chat, { by: apiBot(world.bot), from, to: 'left' }));
  return true;
}
