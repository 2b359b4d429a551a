// @ts-check
import { read, write } from './api.js';
import { rememberPerson, shownPhone, initialPersonId } from './chosen-person.js';
import { initDialogs } from './dialogs.js';
import { byId, make, makeButton } from './elements.js';
import { clearMessages, showMessages, stayAtEnd } from './message-log.js';

/**
 * @typedef {import('./api.js').Person} Person
 * @typedef {import('./api.js').Chat} Chat
 */

const state = {
  bot: { username: '', firstName: '' },
  /** @type {Person[]} */
  people: [],
  /** @type {Chat | undefined} */
  chat: undefined,
  /** @type {number | undefined} */
  personId: undefined,
  /** @type {string | undefined} the token of a link whose START button is shown */
  start: new URLSearchParams(location.search).get('start') ?? undefined,
};

const messageActions = {
  botUsername: () => state.bot.username,
  openStart,
  say: (/** @type {string} */ text) => act('say', { text }),
  press: (/** @type {number} */ messageId, /** @type {string} */ data) => act('press', { messageId, data }),
  copy,
};

/**
 * Acts as the chosen person. A refusal is shown and not thrown.
 * @param {string} action
 * @param {object} [body]
 */
async function act(action, body) {
  try {
    await write(`people/${state.personId}/${action}`, body);
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error));
  }
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
    () => toast('Скопировано'),
    () => toast(`Браузер не дал скопировать: ${text}`),
  );
}

let toastTimer = 0;
/** @param {string} text */
function toast(text) {
  const element = byId('toast');
  element.textContent = text;
  element.classList.add('seen');
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => element.classList.remove('seen'), 3500);
}

async function loadPeople() {
  const { bot, people } = await read('state');
  state.bot = bot;
  state.people = people;
  if (!people.some((/** @type {Person} */ { id }) => id === state.personId))
    state.personId = initialPersonId(people);
  rememberPerson(state.personId);
  showPeople();
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
  byId('typing').textContent = '';
  window.history.replaceState(null, '', `/?person=${id}`);
  showPeople();
  await loadChat();
  byId('text').focus();
}

function showPeople() {
  byId('chat').hidden = state.people.length === 0;
  byId('empty').hidden = state.people.length > 0;
  const focused = document.activeElement?.getAttribute('data-person');
  byId('people').replaceChildren(...state.people.map((person) => make('li', {}, [personButton(person)])));
  document.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  if (focused) /** @type {any} */ (document.querySelector(`[data-person="${focused}"]`))?.focus();
}

/** @param {Person} person */
function personButton(person) {
  const last = person.lastMessage;
  const said = last ? last.text || 'Контакт' : shownPhone(person.phone);
  const button = makeButton('', 'person', () => choose(person.id));
  button.dataset['person'] = String(person.id);
  if (person.id === state.personId) button.setAttribute('aria-current', 'true');
  button.append(
    make('span', { class: 'avatar', 'aria-hidden': 'true' }, [person.firstName.slice(0, 1)]),
    make('span', { class: 'person-name' }, [person.firstName, person.hasBlocked ? ' — блокировка' : '']),
    make('span', { class: 'person-last' }, [said]),
  );
  return button;
}

function showChat() {
  const { chat, bot } = state;
  if (!chat) return;
  byId('bot-name').textContent = `@${bot.username}`;
  byId('whoami').textContent = `Вы — ${chat.firstName}, ${shownPhone(chat.phone)}`;
  byId('block').textContent = chat.hasBlocked ? 'Разблокировать бота' : 'Заблокировать бота';
  showMessages(chat.messages, messageActions);
  const mustStart = !chat.hasOpened || chat.hasBlocked;
  const isLink = state.start !== undefined;
  byId('start-panel').hidden = !isLink && !mustStart;
  byId('forget-start').hidden = !isLink;
  byId('start-from').textContent = isLink ? `Открыта ссылка на бота. Её откроет ${chat.firstName}.` : '';
  byId('start').textContent = chat.hasBlocked ? 'ПЕРЕЗАПУСТИТЬ' : 'НАЧАТЬ';
  byId('composer').hidden = mustStart;
  showKeyboard(chat);
  stayAtEnd();
}

/** @param {Chat} chat */
function showKeyboard(chat) {
  const rows = byId('composer').hidden ? [] : (chat.keyboard?.keyboard ?? []);
  const keys = rows.map((row) =>
    make(
      'div',
      { class: 'button-row' },
      row.map(({ text }) => makeButton(text, 'key', () => act('tap', { text }))),
    ),
  );
  byId('keyboard').replaceChildren(...keys);
  const commands = byId('composer').hidden ? [] : chat.commands;
  const hints = commands.map(({ command, description }) => {
    const button = makeButton(`/${command}`, 'hint-command', () => act('say', { text: `/${command}` }));
    button.title = description;
    return button;
  });
  byId('commands').replaceChildren(...hints);
}

let typingTimer = 0;
function showTyping() {
  byId('typing').textContent = 'бот печатает…';
  clearTimeout(typingTimer);
  typingTimer = setTimeout(() => (byId('typing').textContent = ''), 4000);
}

/** @param {{type: string, chatId?: number, personId?: number, text?: string, showAlert?: boolean}} change */
async function onChange({ type, chatId, personId, text = '', showAlert }) {
  if (type === 'typing' && chatId === state.personId) return showTyping();
  if (type === 'answer' && personId === state.personId && text !== '')
    return showAnswer(text, showAlert === true);
  if (type === 'chat' && chatId === state.personId) byId('typing').textContent = '';
  await refresh();
}

/** @param {string} text @param {boolean} asAlert */
function showAnswer(text, asAlert) {
  if (!asAlert) return toast(text);
  byId('alert-text').textContent = text;
  byId('alert-dialog').showModal();
}

async function refresh() {
  await loadPeople();
  await loadChat();
}

byId('composer').addEventListener('submit', async (/** @type {Event} */ event) => {
  event.preventDefault();
  const text = byId('text').value.trim();
  byId('text').value = '';
  if (text !== '') await act('say', { text });
});
byId('start').addEventListener('click', async () => {
  const payload = state.start ?? '';
  state.start = undefined;
  window.history.replaceState(null, '', `/?person=${state.personId}`);
  await act('start', { payload });
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

initDialogs({
  personId: () => state.personId,
  people: () => state.people,
  botUsername: () => state.bot.username,
  openStart,
  act,
  created: async (person) => {
    await loadPeople();
    await choose(person.id);
  },
});

const events = new EventSource('/chat/events');
events.onmessage = (/** @type {{data: string}} */ { data }) => void onChange(JSON.parse(data));
// The connection opens again after a restart of the simulator: fetch everything again.
events.onopen = () => void refresh();
