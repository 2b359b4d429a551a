import { leaveChat } from './group-methods';
import {
  deleteMessage,
  editMessageReplyMarkup,
  editMessageText,
  getChat,
  sendChatAction,
  sendMessage,
} from './message-methods';
import { Params } from './params';
import {
  answerCallbackQuery,
  deleteMyCommands,
  getMe,
  getMyCommands,
  readProfileText,
  storeProfileText,
  setChatMenuButton,
  setMyCommands,
} from './profile-methods';
import { SimulatedBot } from './simulated-bot';
import { deleteWebhook, getUpdates, getWebhookInfo, setWebhook } from './update-methods';

export type Method = (bot: SimulatedBot, params: Params, signal: AbortSignal) => unknown;

const alwaysTrue: Method = () => true;

const methods: Readonly<Record<string, Method>> = {
  getMe,
  logOut: alwaysTrue,
  close: alwaysTrue,

  getUpdates,
  setWebhook,
  deleteWebhook,
  getWebhookInfo,

  sendMessage,
  editMessageText,
  editMessageReplyMarkup,
  deleteMessage,
  sendChatAction,
  answerCallbackQuery,
  getChat,
  leaveChat,

  setMyCommands,
  getMyCommands,
  deleteMyCommands,
  setMyName: storeProfileText('name', 64),
  getMyName: readProfileText('name'),
  setMyDescription: storeProfileText('description', 512),
  getMyDescription: readProfileText('description'),
  setMyShortDescription: storeProfileText('short_description', 120),
  getMyShortDescription: readProfileText('short_description'),
  setChatMenuButton,
};

const byLowerCase = new Map(
  Object.entries(methods).map(([name, method]) => [name.toLowerCase(), { name, method }]),
);

/** Telegram ignores the case of a method's name. */
export function findMethod(name: string): { readonly name: string; readonly method: Method } | undefined {
  return byLowerCase.get(name.toLowerCase());
}
