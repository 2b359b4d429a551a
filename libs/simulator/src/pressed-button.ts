import type { CallbackAnswer } from './bot-api/callback-queries';
import type { WaitOptions } from './world/changes';
import { type ChatMessage, inlineButtonsOf } from './world/chat-message';
import { ImpossibleAction } from './world/impossible';
import { type ChatRecord, findMessage } from './world/world';

/** One press of an inline button. */
export interface Press {
  readonly callbackQueryId: string;
  readonly answer: CallbackAnswer | undefined;
  answered(options?: WaitOptions): Promise<CallbackAnswer>;
}

interface PressedButton {
  readonly message: ChatMessage;
  readonly data: string;
}

/** @param messageId the message with the button, which an app that shows an old state still has; undefined: the newest one */
export const pressedButton = (chat: ChatRecord, button: string, messageId?: number): PressedButton =>
  messageId === undefined ? newestButton(chat, button) : buttonOf(chat, button, messageId);

function newestButton(chat: ChatRecord, wanted: string): PressedButton {
  for (const message of [...chat.messages].reverse()) {
    if (message.deleted) continue;
    const button = inlineButtonsOf(message).find(
      ({ text, callback_data }) => callback_data !== undefined && [text, callback_data].includes(wanted),
    );
    if (button?.callback_data !== undefined) return { message, data: button.callback_data };
  }
  throw new ImpossibleAction(`no message of the chat has a button "${wanted}"`);
}

function buttonOf(chat: ChatRecord, data: string, messageId: number): PressedButton {
  const message = findMessage(chat, messageId);
  if (!message) throw new ImpossibleAction(`the chat has no message ${messageId}`);
  const button = inlineButtonsOf(message).find(({ text }) => text === data);
  return { message, data: button?.callback_data ?? data };
}
