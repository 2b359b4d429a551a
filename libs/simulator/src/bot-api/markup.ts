import { InlineButton, KeyboardButton, ReplyMarkup } from '../world/chat-message';
import { badRequest } from './api-error';
import { isRecord, Params } from './params';

export function readMarkup(params: Params, isPrivate: boolean): ReplyMarkup | undefined {
  const markup = params.json('reply_markup');
  if (markup === undefined) return undefined;
  if (!isRecord(markup)) throw badRequest('object expected as reply markup');
  if ('inline_keyboard' in markup) {
    return inlineKeyboard(markup);
  }
  if ('keyboard' in markup) {
    return {
      keyboard: rowsOf(markup['keyboard'], (button) => keyboardButton(button, isPrivate)),
      one_time_keyboard: markup['one_time_keyboard'] === true,
      resize_keyboard: markup['resize_keyboard'] === true,
      is_persistent: markup['is_persistent'] === true,
      ...(typeof markup['input_field_placeholder'] === 'string' && {
        input_field_placeholder: markup['input_field_placeholder'],
      }),
    };
  }
  if (markup['remove_keyboard'] === true) return { remove_keyboard: true };
  if (markup['force_reply'] === true) return { force_reply: true };
  return undefined;
}

function inlineKeyboard(markup: Record<string, unknown>): ReplyMarkup | undefined {
  const rows = rowsOf(markup['inline_keyboard'], inlineButton);
  return rows.length > 0 ? { inline_keyboard: rows } : undefined;
}

function rowsOf<T>(rows: unknown, read: (button: unknown) => T): T[][] {
  if (!Array.isArray(rows)) throw badRequest('field "keyboard" must be an Array');
  const filled = rows.map((row: unknown) => {
    if (!Array.isArray(row)) throw badRequest('keyboard button row must be an Array');
    return row.map(read);
  });
  return filled.filter((row) => row.length > 0);
}

function keyboardButton(button: unknown, isPrivate: boolean): KeyboardButton {
  if (typeof button === 'string') return { text: filledText(button) };
  if (!isRecord(button)) throw badRequest('KeyboardButton must be an Object');
  const asksForContact = button['request_contact'] === true;
  if (asksForContact && !isPrivate) throw badRequest('phone number can be requested in private chats only');
  return { text: filledText(button['text']), ...(asksForContact && { request_contact: true }) };
}

const actionsOfAnInlineButton = [
  'callback_data',
  'url',
  'copy_text',
  'web_app',
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'callback_game',
  'pay',
];

function inlineButton(button: unknown): InlineButton {
  if (!isRecord(button)) throw badRequest('InlineKeyboardButton must be an Object');
  const text = filledText(button['text']);
  const actions = actionsOfAnInlineButton.filter((action) => button[action] !== undefined);
  if (actions.length === 0) throw badRequest('text buttons are unallowed in the inline keyboard');
  if (actions.length > 1) throw badRequest('inline keyboard button must have exactly one action');
  if ('callback_data' in button) return { text, callback_data: callbackData(button['callback_data']) };
  if ('url' in button) return { text, url: buttonUrl(button['url']) };
  if ('copy_text' in button) return { text, copy_text: { text: copyText(button['copy_text']) } };
  throw badRequest(`the simulator does not know inline buttons with ${String(actions[0])}`);
}

function filledText(text: unknown): string {
  if (typeof text !== 'string') throw badRequest('field "text" of a keyboard button must be a String');
  if (text.trim() === '') throw badRequest('keyboard button text must be non-empty');
  return text;
}

function callbackData(data: unknown): string {
  const bytes = typeof data === 'string' ? Buffer.byteLength(data) : 0;
  if (typeof data !== 'string' || bytes < 1 || bytes > 64) throw badRequest('BUTTON_DATA_INVALID');
  return data;
}

function copyText(copy: unknown): string {
  const text = isRecord(copy) ? copy['text'] : undefined;
  if (typeof text !== 'string') throw badRequest('CopyTextButton must be an Object with a text');
  const length = [...text].length;
  if (length < 1 || length > 256) throw badRequest('BUTTON_COPY_TEXT_INVALID');
  return text;
}

function buttonUrl(url: unknown): string {
  const text = typeof url === 'string' ? url : '';
  const isKnown = URL.canParse(text) && ['http:', 'https:', 'tg:'].includes(new URL(text).protocol);
  if (!isKnown) throw badRequest(`inline keyboard button URL '${text}' is invalid: Wrong HTTP URL`);
  return text;
}
