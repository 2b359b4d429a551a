// @ts-check
import { startTokenOf } from './api.js';
import { shownPhone } from './chosen-person.js';
import { make, makeButton, makeTextLink } from './elements.js';
import { pressAndWait } from './presses.js';

/**
 * @typedef {import('./api.js').Message} Message
 * @typedef {import('./api.js').Entity} Entity
 * @typedef {{messageId: number, author: string, text: string}} Quote
 * @typedef {{botUsername: () => string, openStart: (token: string) => unknown, say: (text: string) => unknown,
 *   press: (messageId: number, data: string) => Promise<{callbackQueryId: string} | undefined>,
 *   copy: (text: string) => unknown, reply: (message: Message) => unknown,
 *   edit: (message: Message) => unknown, find: (messageId: number) => unknown,
 *   words: () => import('./words.js').Words}} MessageActions
 */

/**
 * The message that this one answers, as long as it is in the chat.
 * @param {Message} message
 * @param {import('./api.js').Chat} chat
 * @returns {Quote | undefined}
 */
export function quoteOf({ replyToMessageId }, chat) {
  const quoted = chat.messages.find(({ messageId }) => messageId === replyToMessageId);
  if (!quoted) return undefined;
  const author = quoted.from === 'bot' ? chat.botName : chat.firstName;
  return { messageId: quoted.messageId, author, text: (quoted.shownText ?? quoted.text) || 'Контакт' };
}

/**
 * @param {Message} message
 * @param {Quote | undefined} quote
 * @param {MessageActions} actions the effects of the buttons and links in the message
 */
export function messageView(message, quote, actions) {
  const words = actions.words();
  const time = new Date(message.date * 1000).toLocaleTimeString('ru', { hour: '2-digit', minute: '2-digit' });
  const bubble = make('div', { class: 'bubble' });
  if (quote) bubble.append(quoteView(quote, actions));
  if (message.forwardedFrom)
    bubble.append(make('p', { class: 'forwarded' }, [`Переслано от: ${message.forwardedFrom}`]));
  if (message.contact) bubble.append(contactCard(message.contact));
  if (message.text || message.shownText)
    bubble.append(make('p', { class: 'text' }, formatted(message, actions)));
  bubble.append(make('p', { class: 'meta' }, [message.textEditedAt ? `${words.edited} ${time}` : time]));
  const author = make('span', { class: 'unseen' }, [message.from === 'bot' ? 'Бот: ' : 'Вы: ']);
  const article = make(
    'article',
    { class: `message of-${message.from}`, 'data-message': String(message.messageId) },
    [author, make('div', { class: 'line' }, [bubble, ...messageTools(message, actions)])],
  );
  const rows = message.replyMarkup?.inline_keyboard;
  if (rows) article.append(inlineKeyboard(message.messageId, rows, actions));
  return article;
}

/**
 * @param {Quote} quote
 * @param {MessageActions} actions
 */
function quoteView({ messageId, author, text }, actions) {
  const button = makeButton('', 'quote', () => actions.find(messageId));
  button.append(make('span', { class: 'quote-author' }, [author]), make('span', {}, [text]));
  return button;
}

/**
 * @param {Message} message
 * @param {MessageActions} actions
 */
function messageTools(message, actions) {
  const { reply, edit } = actions.words();
  const tools = [tool('reply-button', reply, () => actions.reply(message))];
  const isEditable = message.from === 'person' && message.text !== '';
  if (isEditable) tools.push(tool('edit-button', edit, () => actions.edit(message)));
  return tools;
}

/**
 * @param {string} look
 * @param {string} label
 * @param {() => unknown} act
 */
function tool(look, label, act) {
  const button = makeButton('', `tool-button ${look}`, act);
  button.setAttribute('aria-label', label);
  button.title = label;
  return button;
}

/** @param {import('./api.js').Contact} contact */
function contactCard({ first_name, last_name, phone_number }) {
  const name = [first_name, last_name].filter(Boolean).join(' ');
  return make('div', { class: 'contact' }, [
    make('span', { class: 'avatar', 'aria-hidden': 'true' }, [name.slice(0, 1)]),
    make('div', {}, [
      make('p', { class: 'contact-name' }, [`Контакт: ${name}`]),
      make('p', {}, [shownPhone(phone_number)]),
    ]),
  ]);
}

/**
 * @param {number} messageId
 * @param {import('./api.js').InlineButton[][]} rows
 * @param {MessageActions} actions
 */
function inlineKeyboard(messageId, rows, actions) {
  const row = (/** @type {import('./api.js').InlineButton[]} */ buttons) =>
    make(
      'div',
      { class: 'button-row' },
      buttons.map((button) => inlineButton(messageId, button, actions)),
    );
  return make('div', { class: 'inline-keyboard' }, rows.map(row));
}

/**
 * @param {number} messageId
 * @param {import('./api.js').InlineButton} button
 * @param {MessageActions} actions
 */
function inlineButton(messageId, { text, url, copy_text, callback_data = '' }, actions) {
  if (copy_text) {
    const element = makeButton(text, 'inline copies', () => actions.copy(copy_text.text));
    element.setAttribute('aria-label', `${text}: скопировать`);
    return element;
  }
  if (url) {
    return link(url, `${text} ↗`, 'inline', actions);
  }
  const button = makeButton(text, 'inline', () =>
    pressAndWait(button, () => actions.press(messageId, callback_data)),
  );
  return button;
}

/** @type {Record<string, string>} */
const tagOf = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'code',
  blockquote: 'q',
  spoiler: 'span',
};

/**
 * Cuts the text where an entity begins or ends, and wraps each piece in the elements of all entities that cover it.
 * @param {Message} message
 * @param {MessageActions} actions
 */
function formatted({ text: whole, shownText: text = whole, entities }, actions) {
  const edges = entities.flatMap(({ offset, length }) => [offset, offset + length]);
  const cuts = [...new Set([0, ...edges, text.length])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, index) => {
    const piece = text.slice(from, cuts[index + 1]);
    const covering = entities.filter(({ offset, length }) => offset <= from && from < offset + length);
    return covering.reduceRight(
      (inner, entity) => wrapped(inner, piece, entity, actions),
      /** @type {any} */ (piece),
    );
  });
}

/**
 * @param {HTMLElement | string} inner
 * @param {string} piece
 * @param {Entity} entity
 * @param {MessageActions} actions
 */
function wrapped(inner, piece, { type, url }, actions) {
  if (type === 'bot_command') return makeTextLink(piece, 'command', () => actions.say(piece));
  if (type === 'url') return link(piece.includes('://') ? piece : `http://${piece}`, piece, 'link', actions);
  if (type === 'text_link' && url) return link(url, piece, 'link', actions);
  const tag = tagOf[type];
  return tag ? make(tag, {}, [inner]) : inner;
}

/**
 * A link to the bot opens the START panel of this page. Other links open in a new tab.
 * @param {string} url
 * @param {string} text
 * @param {string} look
 * @param {MessageActions} actions
 */
function link(url, text, look, actions) {
  const token = startTokenOf(url, actions.botUsername());
  const makeOpener = look === 'inline' ? makeButton : makeTextLink;
  if (token !== undefined) return makeOpener(text, look, () => actions.openStart(token));
  if (!/^https?:\/\//.test(url)) return make('span', { class: look }, [text]);
  return make('a', { class: look, href: url, target: '_blank', rel: 'noopener noreferrer' }, [text]);
}
