import { ChatMessage } from './chat-message';
import { BotIdentity, ChatRecord, findMessage, PersonRecord, unixNow, World } from './world';

/** JSON in the form of the Bot API: https://core.telegram.org/bots/api#available-types */
export type ApiObject = Record<string, unknown>;

export function apiUser(person: PersonRecord): ApiObject {
  return {
    id: person.id,
    is_bot: false,
    ...apiNames(person),
    language_code: person.languageCode,
  };
}

export function apiBot(bot: BotIdentity): ApiObject {
  return { id: bot.id, is_bot: true, first_name: bot.firstName, username: bot.username };
}

export function apiChat(world: World, chat: ChatRecord): ApiObject {
  if (chat.type !== 'private') return { id: chat.id, type: chat.type, title: chat.title };
  const person = world.person(chat.id);
  return { id: chat.id, ...(person && apiNames(person)), type: 'private' };
}

/** The body of `my_chat_member`: the status of the bot in a chat has changed. */
export function apiMembership(
  world: World,
  chat: ChatRecord,
  { by, from, to }: { readonly by: ApiObject; readonly from: string; readonly to: string },
): ApiObject {
  const member = (status: string): ApiObject => ({
    user: apiBot(world.bot),
    status,
    ...(status === 'kicked' && { until_date: 0 }),
  });
  return {
    chat: apiChat(world, chat),
    from: by,
    date: unixNow(),
    old_chat_member: member(from),
    new_chat_member: member(to),
  };
}

/** A message with the message that it answers, which has no such field itself. */
export function apiMessage(
  world: World,
  chat: ChatRecord,
  message: ChatMessage,
  author: ApiObject,
): ApiObject {
  const repliedTo = findMessage(chat, message.replyToMessageId ?? 0);
  return {
    ...apiSingleMessage(world, chat, message, author),
    ...(repliedTo && {
      reply_to_message: apiSingleMessage(world, chat, repliedTo, apiAuthor(world, chat, repliedTo)),
    }),
  };
}

function apiSingleMessage(
  world: World,
  chat: ChatRecord,
  message: ChatMessage,
  author: ApiObject,
): ApiObject {
  const { replyMarkup, editedAt, contact } = message;
  return {
    message_id: message.messageId,
    from: author,
    chat: apiChat(world, chat),
    date: message.date,
    ...(editedAt !== undefined && { edit_date: editedAt }),
    ...(contact && { contact }),
    ...(message.text && { text: message.text }),
    ...(message.entities.length > 0 && { entities: message.entities }),
    // Telegram returns a message's inline keyboard and no other keyboard.
    ...(replyMarkup && 'inline_keyboard' in replyMarkup && { reply_markup: replyMarkup }),
  };
}

function apiAuthor(world: World, chat: ChatRecord, message: ChatMessage): ApiObject {
  const person = message.from === 'person' ? world.person(chat.id) : undefined;
  return person ? apiUser(person) : apiBot(world.bot);
}

export function apiBotMessage(world: World, chat: ChatRecord, message: ChatMessage): ApiObject {
  return apiMessage(world, chat, message, apiBot(world.bot));
}

function apiNames(person: PersonRecord): ApiObject {
  return {
    first_name: person.firstName,
    ...(person.lastName !== undefined && { last_name: person.lastName }),
    ...(person.username !== undefined && { username: person.username }),
  };
}
