import { ChatMessage, ReplyMarkup } from '../world/chat-message';
import { apiBotMessage } from '../world/telegram-shapes';
import { ChatRecord, findMessage, unixNow, World } from '../world/world';
import { badRequest, forbidden } from './api-error';
import { readMarkup } from './markup';
import { readText } from './message-text';
import { isRecord, Params } from './params';
import { SimulatedBot } from './simulated-bot';

export function sendMessage({ world, log }: SimulatedBot, params: Params): unknown {
  const { text, entities } = readText(params);
  const chat = chatToWriteTo(world, params);
  const replyMarkup = readMarkup(params, chat.type === 'private');
  const replyToMessageId = repliedTo(chat, params);
  const message = world.append(chat, {
    from: 'bot',
    text,
    entities,
    ...(replyMarkup && { replyMarkup }),
    ...(replyToMessageId !== undefined && { replyToMessageId }),
  });
  log.recordSent(message);
  return apiBotMessage(world, chat, message);
}

export function editMessageText({ world }: SimulatedBot, params: Params): unknown {
  const { text, entities } = readText(params);
  const { chat, message } = messageToEdit(world, params);
  return edit(world, chat, { ...message, text, entities, textEditedAt: unixNow() }, inlineMarkup(params));
}

export function editMessageReplyMarkup({ world }: SimulatedBot, params: Params): unknown {
  const { chat, message } = messageToEdit(world, params);
  return edit(world, chat, message, inlineMarkup(params));
}

export function deleteMessage({ world }: SimulatedBot, params: Params): unknown {
  const chat = knownChat(world, params);
  const message = findMessage(chat, params.integer('message_id', 0));
  if (!message) throw badRequest('message to delete not found');
  world.replace(chat, { ...message, deleted: true });
  return true;
}

export function sendChatAction({ world }: SimulatedBot, params: Params): unknown {
  const chat = chatToWriteTo(world, params);
  if (!params.has('action')) throw badRequest('wrong parameter action in request');
  world.changes.publish({ type: 'typing', chatId: chat.id });
  return true;
}

export function getChat({ world }: SimulatedBot, params: Params): unknown {
  const { id, type, title } = knownChat(world, params);
  const person = world.person(id);
  return { id, type, title, first_name: person?.firstName, username: person?.username };
}

/** An edit without a keyboard removes the buttons, as at Telegram. */
function edit(world: World, chat: ChatRecord, next: ChatMessage, markup: ReplyMarkup | undefined): unknown {
  const edited = { ...next, replyMarkup: markup, editedAt: unixNow() };
  const now = findMessage(chat, next.messageId);
  if (now && looksLike(now, edited)) {
    throw badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same ' +
        'as a current content and reply markup of the message',
    );
  }
  world.replace(chat, edited);
  return apiBotMessage(world, chat, edited);
}

function looksLike(a: ChatMessage, b: ChatMessage): boolean {
  const look = ({ text, entities, replyMarkup }: ChatMessage) =>
    JSON.stringify([text, entities, replyMarkup]);
  return look(a) === look(b);
}

function inlineMarkup(params: Params): ReplyMarkup | undefined {
  const markup = readMarkup(params, true);
  if (markup && !('inline_keyboard' in markup)) throw badRequest('inline keyboard expected');
  return markup;
}

function messageToEdit(world: World, params: Params): { chat: ChatRecord; message: ChatMessage } {
  const chat = chatToWriteTo(world, params);
  const message = findMessage(chat, params.integer('message_id', 0));
  if (!message) throw badRequest('message to edit not found');
  // Telegram edits only messages with an inline keyboard or with none. It refuses to edit a message that set or
  // removed the reply keyboard.
  const hasOtherKeyboard = message.replyMarkup && !('inline_keyboard' in message.replyMarkup);
  if (message.from !== 'bot' || hasOtherKeyboard) throw badRequest("message can't be edited");
  return { chat, message };
}

function repliedTo(chat: ChatRecord, params: Params): number | undefined {
  const reply = params.json('reply_parameters');
  if (!isRecord(reply)) return undefined;
  const messageId = Number(reply['message_id']);
  if (findMessage(chat, messageId)) return messageId;
  if (reply['allow_sending_without_reply'] === true) return undefined;
  throw badRequest('message to be replied not found');
}

export function knownChat(world: World, params: Params): ChatRecord {
  if (!params.has('chat_id')) throw badRequest('chat_id is empty');
  const id = Number(params.text('chat_id'));
  const person = world.person(id);
  if (person && !person.hasOpened) throw forbidden("bot can't initiate conversation with a user");
  const chat = world.chat(id);
  if (!chat) throw badRequest('chat not found');
  if (chat.hasBot === false) throw forbidden('bot is not a member of the chat');
  return chat;
}

function chatToWriteTo(world: World, params: Params): ChatRecord {
  const chat = knownChat(world, params);
  if (world.person(chat.id)?.hasBlocked) throw forbidden('bot was blocked by the user');
  return chat;
}
