// @ts-check
import { shownPhone } from './chosen-person.js';
import { byId, make, makeButton } from './elements.js';

/** @typedef {import('./api.js').Person} Person */

/**
 * @param {Person[]} people
 * @param {number | undefined} chosenId
 * @param {(id: number) => unknown} choose
 */
export function showPeople(people, chosenId, choose) {
  byId('chat').hidden = people.length === 0;
  byId('empty').hidden = people.length > 0;
  const focused = document.activeElement?.getAttribute('data-person');
  const items = people.map((person) => make('li', {}, [personButton(person, chosenId, choose)]));
  byId('people').replaceChildren(...items);
  document.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  if (focused) /** @type {any} */ (document.querySelector(`[data-person="${focused}"]`))?.focus();
}

/**
 * @param {Person} person
 * @param {number | undefined} chosenId
 * @param {(id: number) => unknown} choose
 */
function personButton(person, chosenId, choose) {
  const last = person.lastMessage;
  const said = last ? (last.shownText ?? last.text) || 'Контакт' : shownPhone(person.phone);
  const button = makeButton('', 'person', () => choose(person.id));
  button.dataset['person'] = String(person.id);
  if (person.id === chosenId) button.setAttribute('aria-current', 'true');
  button.append(
    make('span', { class: 'avatar', 'aria-hidden': 'true' }, [person.firstName.slice(0, 1)]),
    make('span', { class: 'person-name' }, [person.firstName, person.hasBlocked ? ' — блокировка' : '']),
    make('span', { class: 'person-last' }, [said]),
  );
  return button;
}
