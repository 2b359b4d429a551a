// @ts-check
import { byId, make } from './elements.js';
import { messageView, quoteOf } from './message-view.js';

/**
 * @typedef {import('./api.js').Message} Message
 * @typedef {import('./message-view.js').MessageActions} MessageActions
 */

/** @type {Map<string, {look: string, element: HTMLElement}>} messages and days by their key */
const shown = new Map();

/** True while the newest message is in view. `stayAtEnd` then keeps it in view. */
let isAtEnd = true;
/** The newest message that was in view. */
let lastSeenId = 0;
let newestId = 0;

/** Clears the log before another chat is shown. */
export function clearMessages() {
  shown.clear();
  isAtEnd = true;
  lastSeenId = newestId = 0;
  byId('log').replaceChildren();
}

/** The person's own message is always shown, as in the app. */
export function goToEnd() {
  isAtEnd = true;
  stayAtEnd();
}

/**
 * @param {import('./api.js').Chat} chat
 * @param {MessageActions} actions
 */
export function showMessages(chat, actions) {
  const parts = chat.messages.flatMap((message, index) => {
    const day = dayOf(message, chat.languageCode);
    const isNewDay = day !== dayOf(chat.messages[index - 1], chat.languageCode);
    const quote = quoteOf(message, chat);
    const view = {
      key: `message ${message.messageId}`,
      look: JSON.stringify([message, quote, chat.languageCode]),
      make: () => messageView(message, quote, actions),
    };
    return isNewDay
      ? [{ key: `day ${day}`, look: day, make: () => make('p', { class: 'day' }, [day]) }, view]
      : [view];
  });
  const keys = new Set(parts.map(({ key }) => key));
  for (const [key, { element }] of shown) {
    if (keys.has(key)) continue;
    element.remove();
    shown.delete(key);
  }
  for (const { key, look, make: makeElement } of parts) {
    const former = shown.get(key);
    if (former?.look === look) continue;
    const element = makeElement();
    if (former) former.element.replaceWith(element);
    else byId('log').append(element);
    shown.set(key, { look, element });
  }
  newestId = chat.messages.at(-1)?.messageId ?? 0;
  showUnseen(chat.messages);
}

/** @param {number} messageId */
export function scrollToMessage(messageId) {
  const element = shown.get(`message ${messageId}`)?.element;
  element?.scrollIntoView({ block: 'center' });
  element?.classList.add('found');
  setTimeout(() => element?.classList.remove('found'), 1500);
}

/** Call this when the layout around the messages is final: the scroll event that sets `isAtEnd` comes later. */
export function stayAtEnd() {
  const frame = byId('messages');
  if (isAtEnd) frame.scrollTop = frame.scrollHeight;
}

/** @param {Message[]} messages */
function showUnseen(messages) {
  if (isAtEnd) lastSeenId = newestId;
  const unseen = messages.filter(({ messageId }) => messageId > lastSeenId).length;
  byId('unseen-count').textContent = unseen > 0 ? String(unseen) : '';
  byId('to-end').hidden = isAtEnd;
}

/**
 * @param {Message | undefined} message
 * @param {string} languageCode
 */
function dayOf(message, languageCode) {
  if (!message) return '';
  return new Date(message.date * 1000).toLocaleDateString(languageCode, { day: 'numeric', month: 'long' });
}

byId('messages').addEventListener('scroll', () => {
  const { scrollHeight, scrollTop, clientHeight } = byId('messages');
  isAtEnd = scrollHeight - scrollTop - clientHeight < 60;
  if (isAtEnd) showUnseen([]);
  else byId('to-end').hidden = false;
});
byId('to-end').addEventListener('click', goToEnd);
// The frame changes with the keyboard and the window, the log with fonts and edits.
const sizes = new ResizeObserver(stayAtEnd);
for (const id of ['messages', 'log']) sizes.observe(byId(id));
