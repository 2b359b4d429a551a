import type { Context, MiddlewareFn } from 'telegraf';

/** The bot acts in private chats only; elsewhere it refuses a contact, for somebody expects something of it, and else is silent. */
export const privateChatsOnly: MiddlewareFn<Context> = async ({ chat, message }, next) => {
  const isContact = message !== undefined && 'contact' in message;
  if (chat?.type === 'private' || isContact) await next();
};
