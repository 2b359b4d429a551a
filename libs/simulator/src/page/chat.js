// @ts-check
import { read, write } from './api.js';
import { rememberPerson, shownPhone, initialPersonId } from './chosen-person.js';
import { clearComposer, initComposer, showComposer, startEdit, startReply } from './composer.js';
import { connect } from './connection.js';
import { initDialogs } from './dialogs.js';
import { byId } from './elements.js';
import { clearMessages, goToEnd, scrollToMessage, showMessages, stayAtEnd } from './message-log.js';
import { showAnswer, showTrouble, showTyping, toast } from './notices.js';
import { showPeople } from './people-list.js';
import { showAnswered } from './presses.js';
import { languageNames, wordsIn } from './words.js';

/**
 * @typedef {import('./api.js').Person} Person
 * @typedef {import('./api.js').Chat} Chat
 */

const state = {
  bot: { username: '', firstName: '' },
  /** @type {{state: 'present' | 'absent' | 'failing', reason?: string}} */
  receiver: { state: 'present' },
  isReachable: true,
  /** @type {Person[]} */
  people: [],
  /** @type {Chat | undefined} */
  chat: undefined,
  /** @type {number | undefined} */
  personId: undefined,
  /** @type {string | undefined} the token of a link whose START button is shown */
  start: new URLSearchParams(location.search).get('start') ?? undefined,
};

const words = () => wordsIn(state.chat?.languageCode ?? 'ru');

const messageActions = {
  words,
  botUsername: () => state.bot.username,
  openStart,
  say: (/** @type {string} */ text) => send(text),
  press: (/** @type {number} */ messageId, /** @type {string} */ data) => act('press', { messageId, data }),
  copy,
  reply: startReply,
  edit: startEdit,
  find: scrollToMessage,
};

/**
 * Acts as the chosen person. A refusal is shown and not thrown.
 * @param {string} action
 * @param {object} [body]
 * @param {string} [failure] what the person reads before the reason
 * @returns {Promise<any>} the answer, or undefined after a refusal
 */
async function act(action, body, failure = 'Не получилось') {
  try {
    return await write(`people/${state.personId}/${action}`, body);
  } catch (error) {
    toast(`${failure}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/**
 * @param {string} text
 * @param {number} [replyTo]
 * @returns {Promise<boolean>} whether the message was sent
 */
async function send(text, replyTo) {
  const sent = await act('say', { text, replyTo }, 'Сообщение не отправлено');
  if (sent) goToEnd();
  return sent !== undefined;
}

/** @param {string} token */
function openStart(token) {
  state.start = token;
  showChat();
  byId('start').focus();
}

/** @param {string} text */
async function copy(text) {
  await navigator.clipboard.writeText(text).then(
    () => toast(words().copied),
    () => toast(`Браузер не дал скопировать: ${text}`),
  );
}

async function loadPeople() {
  const { bot, people, receiver } = await read('state');
  Object.assign(state, { bot, people, receiver });
  if (!people.some((/** @type {Person} */ { id }) => id === state.personId))
    state.personId = initialPersonId(people);
  rememberPerson(state.personId);
  showPeople(state.people, state.personId, choose);
}

async function loadChat() {
  const wanted = state.personId;
  const chat = wanted === undefined ? undefined : await read(`people/${wanted}`);
  if (wanted !== state.personId) return;
  state.chat = chat;
  showChat();
}

/** @param {number} id */
async function choose(id) {
  state.personId = id;
  rememberPerson(id);
  clearMessages();
  clearComposer();
  byId('typing').textContent = '';
  window.history.replaceState(null, '', `/?person=${id}`);
  showPeople(state.people, state.personId, choose);
  await refresh();
  byId('text').focus();
}

function showChat() {
  const { chat, bot } = state;
  if (!chat) return;
  const language = languageNames[chat.languageCode] ?? chat.languageCode;
  byId('bot-name').textContent = chat.botName;
  byId('bot-avatar').textContent = chat.botName.slice(0, 1).toUpperCase();
  byId('whoami').textContent = `Вы — ${chat.firstName}, ${shownPhone(chat.phone)}, ${language}`;
  byId('bot-name').title = `@${bot.username}`;
  byId('block').textContent = chat.hasBlocked ? 'Разблокировать бота' : 'Заблокировать бота';
  byId('description').hidden = chat.messages.length > 0 || chat.description === '';
  byId('description-title').textContent = words().whatCanItDo;
  byId('description-text').textContent = chat.description;
  showMessages(chat, messageActions);
  const mustStart = !chat.hasOpened || chat.hasBlocked;
  const isLink = state.start !== undefined;
  byId('start-panel').hidden = !isLink && !mustStart;
  byId('forget-start').hidden = !isLink;
  byId('start-from').textContent = isLink ? `Открыта ссылка на бота. Её откроет ${chat.firstName}.` : '';
  byId('start').textContent = chat.hasBlocked ? words().restart : words().start;
  showComposer(chat, !mustStart);
  showTrouble(state);
  stayAtEnd();
}

/** @param {any} change */
async function onChange({ type, chatId, personId, callbackQueryId, text = '', showAlert }) {
  if (type === 'typing' && chatId === state.personId) return showTyping(words().typing);
  if (type === 'answer') {
    showAnswered(callbackQueryId);
    if (personId === state.personId && text !== '') showAnswer(text, showAlert === true);
    return;
  }
  if (type === 'chat' && chatId === state.personId) byId('typing').textContent = '';
  await refresh();
}

/** @type {Promise<void> | undefined} */
let refreshing;
let isOutdated = false;

/** Reads everything again. Changes during a read cause one more read, so that an older answer never replaces a newer one. */
function refresh() {
  isOutdated = true;
  refreshing ??= readUntilCurrent().finally(() => (refreshing = undefined));
  return refreshing;
}

async function readUntilCurrent() {
  try {
    while (isOutdated) {
      isOutdated = false;
      await loadPeople();
      await loadChat();
    }
    state.isReachable = true;
  } catch {
    // The stream of changes has broken too, and everything is read again when it is open.
    state.isReachable = false;
  }
  showTrouble(state);
}

byId('start').addEventListener('click', async () => {
  const payload = state.start ?? '';
  if (!(await act('start', { payload }))) return;
  state.start = undefined;
  window.history.replaceState(null, '', `/?person=${state.personId}`);
  goToEnd();
  await refresh();
  byId('text').focus();
});
byId('forget-start').addEventListener('click', () => {
  state.start = undefined;
  showChat();
});
byId('block').addEventListener('click', () => {
  byId('tools-dialog').close();
  void act(state.chat?.hasBlocked ? 'unblock' : 'block');
});

initComposer({
  send,
  edit: async (messageId, text) => (await act('edit', { messageId, text })) !== undefined,
  tap: (text) => act('tap', { text }),
});
initDialogs({
  personId: () => state.personId,
  languageCode: () => state.chat?.languageCode ?? 'ru',
  people: () => state.people,
  botUsername: () => state.bot.username,
  openStart,
  act,
  created: async (person) => {
    await loadPeople();
    await choose(person.id);
  },
});
connect({
  onChange,
  onOpen: refresh,
  onLost() {
    state.isReachable = false;
    showTrouble(state);
  },
});
