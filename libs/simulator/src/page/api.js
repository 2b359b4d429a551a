// @ts-check

/**
 * @typedef {{type: string, offset: number, length: number, url?: string}} Entity
 * @typedef {{text: string, callback_data?: string, url?: string, copy_text?: {text: string}}} InlineButton
 * @typedef {{phone_number: string, first_name: string, last_name?: string}} Contact
 * @typedef {{messageId: number, from: 'bot' | 'person', text: string, shownText?: string,
 *   entities: Entity[], date: number,
 *   textEditedAt?: number, contact?: Contact, forwardedFrom?: string, replyToMessageId?: number,
 *   replyMarkup?: {inline_keyboard?: InlineButton[][]}}} Message
 * @typedef {{keyboard: {text: string, request_contact?: boolean}[][], input_field_placeholder?: string}} Keyboard
 * @typedef {{id: number, firstName: string, lastName?: string, phone: string, languageCode: string,
 *   hasOpened: boolean, hasBlocked: boolean, lastMessage?: Message}} Person
 * @typedef {Person & {messages: Message[], botName: string, description: string, waitingUpdates: number,
 *   commands: {command: string, description: string}[], keyboard?: Keyboard, hiddenKeyboard?: Keyboard,
 *   forcedReply?: {messageId: number, markup: {input_field_placeholder?: string}}}} Chat
 */

/**
 * @param {string} path
 * @returns {Promise<any>} the body of the answer
 */
export async function read(path) {
  return bodyOf(await reach(path));
}

/**
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<any>} the body of the answer
 */
export async function write(path, body = {}) {
  const headers = { 'content-type': 'application/json' };
  return bodyOf(await reach(path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

/**
 * @param {string} path
 * @param {object} [options]
 */
async function reach(path, options) {
  try {
    return await fetch(`/chat/${path}`, options);
  } catch {
    throw new Error('нет связи с учебным Telegram');
  }
}

/** @param {Response} response */
async function bodyOf(response) {
  const body = await response.json();
  if (!response.ok) throw new Error(body.error);
  return body;
}

/**
 * Returns the token of a t.me link to the bot: '' for a link without a token, undefined for a link to anything else.
 * @param {string} link
 * @param {string} botUsername
 * @returns {string | undefined}
 */
export function startTokenOf(link, botUsername) {
  let url;
  try {
    url = new URL(link.includes('://') ? link : `https://${link}`);
  } catch {
    return undefined;
  }
  const isTelegram = ['t.me', 'telegram.me', location.hostname].includes(url.hostname);
  const isBot = url.pathname.slice(1).toLowerCase() === botUsername.toLowerCase();
  const isOwnPage = url.host === location.host && url.pathname === '/';
  return isTelegram && (isBot || isOwnPage) ? (url.searchParams.get('start') ?? '') : undefined;
}
