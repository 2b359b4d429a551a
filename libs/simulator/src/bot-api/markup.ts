import { InlineButton, KeyboardButton, ReplyMarkup } from '../world/chat-message';
import { ApiError, badRequest } from './api-error';
import { isRecord, Params } from './params';

const maxButtons = 100;
const maxPlaceholderLength = 64;

export function readMarkup(params: Params, isPrivate: boolean): ReplyMarkup | undefined {
  const markup = params.json('reply_markup');
  if (markup === undefined) return undefined;
  if (!isRecord(markup)) throw badRequest('object expected as reply markup');
  if ('inline_keyboard' in markup) {
    return inlineKeyboard(markup);
  }
  if ('keyboard' in markup) {
    return {
      keyboard: rowsOf(markup, 'keyboard', (button) => keyboardButton(button, isPrivate)),
      one_time_keyboard: markup['one_time_keyboard'] === true,
      resize_keyboard: markup['resize_keyboard'] === true,
      is_persistent: markup['is_persistent'] === true,
      ...placeholderIn(markup),
    };
  }
  if (markup['remove_keyboard'] === true) return { remove_keyboard: true };
  if (markup['force_reply'] === true) return { force_reply: true, ...placeholderIn(markup) };
  return undefined;
}

function placeholderIn({ input_field_placeholder: text }: Record<string, unknown>) {
  if (text === undefined || text === '') return {};
  if (typeof text !== 'string') throw badRequest('field "input_field_placeholder" must be of type String');
  if ([...text].length > maxPlaceholderLength) throw badRequest('INPUT_FIELD_PLACEHOLDER_TOO_LONG');
  return { input_field_placeholder: text };
}

function inlineKeyboard(markup: Record<string, unknown>): ReplyMarkup | undefined {
  const rows = rowsOf(markup, 'inline_keyboard', inlineButton);
  if (rows.flat().length > maxButtons) throw badRequest('reply markup is too long');
  return rows.length > 0 ? { inline_keyboard: rows } : undefined;
}

function rowsOf<T>(
  markup: Record<string, unknown>,
  name: 'keyboard' | 'inline_keyboard',
  read: (button: unknown) => T,
): T[][] {
  const rows = markup[name];
  if (!Array.isArray(rows)) throw badRequest(`field "${name}" must be of type Array`);
  const whose = name === 'keyboard' ? '' : ' of the InlineKeyboardMarkup';
  const filled = rows.map((row: unknown) => {
    if (!Array.isArray(row)) throw badRequest(`field "${name}"${whose} must be an Array of Arrays`);
    return row.map(read);
  });
  return filled.filter((row) => row.length > 0);
}

function keyboardButton(button: unknown, isPrivate: boolean): KeyboardButton {
  if (typeof button === 'string') return { text: filledText(button, 'keyboard button') };
  if (!isRecord(button))
    throw badRequest("can't parse keyboard button: KeyboardButton must be a String or an Object");
  const asksForContact = button['request_contact'] === true;
  if (asksForContact && !isPrivate) throw badRequest('phone number can be requested in private chats only');
  return {
    text: filledText(button['text'], 'keyboard button'),
    ...(asksForContact && { request_contact: true }),
  };
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
  if (!isRecord(button)) throw unparsed('InlineKeyboardButton must be an Object');
  const text = filledText(button['text'], 'inline keyboard button');
  const actions = actionsOfAnInlineButton.filter((action) => button[action] !== undefined);
  if (actions.length === 0) throw unparsed('Text buttons are unallowed in the inline keyboard');
  // Telegram uses one of them and ignores the others, so a second one is a mistake of the bot.
  if (actions.length > 1) throw badRequest('inline keyboard button must have exactly one action');
  if ('callback_data' in button) return { text, callback_data: callbackData(button['callback_data']) };
  if ('url' in button) return { text, url: buttonUrl(button['url']) };
  if ('copy_text' in button) return { text, copy_text: { text: copyText(button['copy_text']) } };
  throw badRequest(`the simulator does not know inline buttons with ${String(actions[0])}`);
}

function unparsed(what: string): ApiError {
  return badRequest(`can't parse inline keyboard button: ${what}`);
}

function filledText(text: unknown, whose: 'keyboard button' | 'inline keyboard button'): string {
  if (typeof text !== 'string') throw badRequest(`can't parse ${whose}: Field "text" must be of type String`);
  if (/\p{Cs}/u.test(text)) throw badRequest(`${whose} text must be encoded in UTF-8`);
  if (text.trim() === '') throw badRequest(`${whose} text must be non-empty`);
  return text;
}

function callbackData(data: unknown): string {
  const bytes = typeof data === 'string' ? Buffer.byteLength(data) : 0;
  if (typeof data !== 'string' || bytes < 1 || bytes > 64) throw badRequest('BUTTON_DATA_INVALID');
  return data;
}

function copyText(copy: unknown): string {
  const text = isRecord(copy) ? copy['text'] : undefined;
  if (typeof text !== 'string') throw unparsed('Field "text" must be of type String');
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
