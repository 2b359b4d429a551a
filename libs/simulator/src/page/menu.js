// @ts-check
import { byId, make } from './elements.js';

/** @typedef {{command: string, description: string}} Command */

/** @type {Command[]} */
let commands = [];
/** @type {(command: string) => unknown} */
let choose = () => undefined;

/** @param {(command: string) => unknown} onChoose */
export function initMenu(onChoose) {
  choose = onChoose;
  const [menu, input, opener] = [byId('menu'), byId('text'), byId('open-menu')];
  opener.addEventListener('click', () => {
    if (isMenuShown()) return hideMenu();
    show(commands);
    items()[0]?.focus();
  });
  menu.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'Escape') {
      hideMenu();
      opener.focus();
    } else move(event);
  });
  // As in the app, a slash opens the commands that begin with what was typed.
  input.addEventListener('input', () => {
    const typed = /^\/(\w*)$/.exec(input.value)?.[1];
    if (typed === undefined) return hideMenu();
    show(commands.filter(({ command }) => command.startsWith(typed)));
  });
  input.addEventListener('keydown', (/** @type {KeyboardEvent} */ event) => {
    if (isMenuShown()) move(event);
  });
}

/**
 * @param {Command[]} shown
 * @param {string} label
 */
export function showMenu(shown, label) {
  const isSame = JSON.stringify(shown) === JSON.stringify(commands);
  commands = shown;
  byId('open-menu').textContent = label;
  byId('open-menu').hidden = commands.length === 0;
  if (!isSame && isMenuShown()) show(commands);
}

export const isMenuShown = () => !byId('menu').hidden;

export function hideMenu() {
  byId('menu').hidden = true;
  byId('open-menu').setAttribute('aria-expanded', 'false');
}

/** @param {Command[]} shown */
function show(shown) {
  byId('menu').replaceChildren(...shown.map(menuItem));
  byId('menu').hidden = shown.length === 0;
  byId('open-menu').setAttribute('aria-expanded', String(shown.length > 0));
}

/** @param {Command} shown */
function menuItem({ command, description }) {
  const item = make('button', { type: 'button', role: 'menuitem', class: 'menu-item', tabindex: '-1' }, [
    make('span', { class: 'menu-command' }, [`/${command}`]),
    ' ',
    make('span', {}, [description]),
  ]);
  item.addEventListener('click', () => {
    hideMenu();
    byId('text').value = '';
    byId('text').focus();
    void choose(command);
  });
  return item;
}

/** @returns {HTMLElement[]} */
const items = () => [...byId('menu').children];

/** @param {KeyboardEvent} event */
function move(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const all = items();
  const now = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  const next = now === -1 && step === -1 ? all.length - 1 : (now + step + all.length) % all.length;
  all[next]?.focus();
}
