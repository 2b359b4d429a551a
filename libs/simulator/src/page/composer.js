// @ts-check
import { byId, make, makeButton } from './elements.js';
import { hideMenu, initMenu, isMenuShown, showMenu } from './menu.js';
import { wordsIn } from './words.js';

/**
 * @typedef {import('./api.js').Chat} Chat
 * @typedef {import('./api.js').Message} Message
 * @typedef {{send: (text: string, replyTo: number | undefined) => Promise<boolean>,
 *   edit: (messageId: number, text: string) => Promise<boolean>,
 *   tap: (text: string) => unknown}} ComposerActions
 */

/** @type {Chat | undefined} */
let chat;
/** @type {Message | undefined} the message that the next text answers */
let replyTo;
/** @type {Message | undefined} the own message whose text is being changed */
let edited;
/** @type {number | undefined} the message whose forced reply was opened or closed already */
let settledReply;
/** @type {boolean | undefined} what the person chose, until the keyboard changes */
let isKeyboardOpen;
let shownKeyboard = '';
/** @type {ComposerActions} */
let actions;

/** @param {ComposerActions} given */
export function initComposer(given) {
  actions = given;
  initMenu((command) => actions.send(`/${command}`, undefined));
  const input = byId('text');
  byId('composer').addEventListener('submit', (/** @type {Event} */ event) => {
    event.preventDefault();
    void submit();
  });
  input.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== 'Escape') return;
    if (isMenuShown()) hideMenu();
    else stopReply();
  });
  byId('forget-reply').addEventListener('click', () => {
    stopReply();
    input.focus();
  });
  byId('keyboard-toggle').addEventListener('click', () => {
    isKeyboardOpen = byId('keyboard').hidden;
    showKeyboard();
  });
}

async function submit() {
  const input = byId('text');
  const text = input.value.trim();
  hideMenu();
  if (text === '') return;
  const isSent = edited ? actions.edit(edited.messageId, text) : actions.send(text, replyTo?.messageId);
  if (!(await isSent)) return;
  // The person may have written on in the meantime.
  if (input.value.trim() === text) input.value = '';
  stopReply();
}

/** @param {Message} message */
export function startReply(message) {
  if (edited) stopReply();
  replyTo = message;
  showReply();
  byId('text').focus();
}

/** @param {Message} message */
export function startEdit(message) {
  edited = message;
  byId('text').value = message.text;
  showReply();
  byId('text').focus();
}

/** Forgets what belongs to the former chat. */
export function clearComposer() {
  if (edited) byId('text').value = '';
  edited = undefined;
  replyTo = undefined;
  settledReply = undefined;
  isKeyboardOpen = undefined;
  hideMenu();
}

/**
 * @param {Chat} shown
 * @param {boolean} canWrite
 */
export function showComposer(shown, canWrite) {
  chat = shown;
  byId('composer').hidden = !canWrite;
  showMenu(canWrite ? chat.commands : [], wordsIn(chat.languageCode).menu);
  openForcedReply();
  showReply();
  showKeyboard();
}

function stopReply() {
  if (edited) byId('text').value = '';
  else {
    settledReply = chat?.forcedReply?.messageId ?? settledReply;
    replyTo = undefined;
  }
  edited = undefined;
  showReply();
}

/** Telegram opens the reply that the bot asks for by itself, once. */
function openForcedReply() {
  const forced = chat?.forcedReply;
  if (!forced || forced.messageId === settledReply) return;
  settledReply = forced.messageId;
  replyTo = chat?.messages.find(({ messageId }) => messageId === forced.messageId);
}

function showReply() {
  // The message may have been edited or deleted since.
  replyTo = chat?.messages.find(({ messageId }) => messageId === replyTo?.messageId);
  const shown = edited ?? replyTo;
  byId('reply-bar').hidden = shown === undefined || byId('composer').hidden;
  byId('reply-author').textContent = edited ? wordsIn(chat?.languageCode ?? 'ru').edit : authorOf(replyTo);
  byId('reply-text').textContent = shown ? (shown.shownText ?? shown.text) || 'Контакт' : '';
  byId('text').placeholder = placeholder();
}

/** @param {Message | undefined} message */
function authorOf(message) {
  return (message?.from === 'person' ? chat?.firstName : chat?.botName) ?? '';
}

function placeholder() {
  const forced = chat?.forcedReply;
  if (forced && forced.messageId === replyTo?.messageId && forced.markup.input_field_placeholder)
    return forced.markup.input_field_placeholder;
  return chat?.keyboard?.input_field_placeholder ?? wordsIn(chat?.languageCode ?? 'ru').message;
}

function showKeyboard() {
  const markup = chat?.keyboard ?? chat?.hiddenKeyboard;
  const look = JSON.stringify([chat?.id, markup, chat?.keyboard !== undefined]);
  if (look !== shownKeyboard) {
    isKeyboardOpen = undefined;
    byId('keyboard').replaceChildren(...(markup?.keyboard ?? []).map(keyRow));
  }
  shownKeyboard = look;
  const isOpen = isKeyboardOpen ?? chat?.keyboard !== undefined;
  byId('keyboard-toggle').hidden = markup === undefined;
  byId('keyboard-toggle').setAttribute('aria-expanded', String(isOpen));
  byId('keyboard').hidden = !isOpen || markup === undefined || byId('composer').hidden;
}

/** @param {{text: string}[]} row */
function keyRow(row) {
  const keys = row.map(({ text }) => makeButton(text, 'key', () => actions.tap(text)));
  return make('div', { class: 'button-row' }, keys);
}
