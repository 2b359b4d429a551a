// @ts-check
import { byId } from './elements.js';

let toastTimer = 0;
/** @param {string} text */
export function toast(text) {
  const element = byId('toast');
  element.textContent = text;
  element.classList.add('seen');
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => element.classList.remove('seen'), 3500);
}

/**
 * The answer of the bot to a press.
 * @param {string} text
 * @param {boolean} asAlert
 */
export function showAnswer(text, asAlert) {
  if (!asAlert) return toast(text);
  byId('alert-text').textContent = text;
  if (!byId('alert-dialog').open) byId('alert-dialog').showModal();
}

let typingTimer = 0;
/** @param {string} text */
export function showTyping(text) {
  byId('typing').textContent = text;
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => (byId('typing').textContent = ''), 4000);
}

/**
 * Says why the bot does not answer: this page has lost Telegram, or the program of the bot does not run.
 * @param {{isReachable: boolean, receiver: {state: 'present' | 'absent' | 'failing', reason?: string},
 *   chat: import('./api.js').Chat | undefined}} state
 */
export function showTrouble(state) {
  const text = troubleText(state);
  byId('trouble').hidden = text === '';
  if (byId('trouble').textContent !== text) byId('trouble').textContent = text;
}

/** @type {(state: Parameters<typeof showTrouble>[0]) => string} */
function troubleText({ isReachable, receiver, chat }) {
  if (!isReachable)
    return 'Нет связи с учебным Telegram: он остановлен. Запустите его снова (npm start), и страница подключится сама.';
  if (receiver.state === 'present') return '';
  const waiting = chat?.waitingUpdates ? ` Ждут доставки: ${chat.waitingUpdates}.` : '';
  return receiver.state === 'absent'
    ? `Бот не отвечает: его программа (bot-worker) не запущена или не забирает сообщения. Когда она заработает, они дойдут.${waiting}`
    : `Бот не отвечает: его программа не принимает сообщения (${receiver.reason}). Telegram пробует снова.${waiting}`;
}
