// @ts-check
import { byId } from './elements.js';
import { messageView } from './message-view.js';

/** @type {Map<number, {look: string, element: HTMLElement}>} */
const shown = new Map();

/** True while the newest message is in view. `stayAtEnd` then keeps it in view. */
let isAtEnd = true;

/** Clears the log before another chat is shown. */
export function clearMessages() {
  shown.clear();
  isAtEnd = true;
  byId('messages').replaceChildren();
}

/**
 * @param {import('./api.js').Message[]} messages
 * @param {import('./message-view.js').MessageActions} actions
 */
export function showMessages(messages, actions) {
  const log = byId('messages');
  for (const [id, { element }] of shown) {
    if (messages.some(({ messageId }) => messageId === id)) continue;
    element.remove();
    shown.delete(id);
  }
  for (const message of messages) {
    const look = JSON.stringify(message);
    const former = shown.get(message.messageId);
    if (former?.look === look) continue;
    const element = messageView(message, actions);
    if (former) former.element.replaceWith(element);
    else log.append(element);
    shown.set(message.messageId, { look, element });
  }
}

/** Call this when the layout around the messages is final: the scroll event that sets `isAtEnd` comes later. */
export function stayAtEnd() {
  const log = byId('messages');
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}

byId('messages').addEventListener('scroll', () => {
  const { scrollHeight, scrollTop, clientHeight } = byId('messages');
  isAtEnd = scrollHeight - scrollTop - clientHeight < 60;
});
new ResizeObserver(stayAtEnd).observe(byId('messages'));
