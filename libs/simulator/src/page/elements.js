// @ts-check

/**
 * Finds an element of the page by its id.
 * @param {string} id
 * @returns {any}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`no element ${id}`);
  return found;
}

/**
 * Creates an element. Text becomes a text node and never HTML.
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {(HTMLElement | Text | string)[]} [children]
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, children = []) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * Makes a command or link within a text. Unlike a button it breaks lines as the text around it does.
 * @param {string} text
 * @param {string} look a class of the stylesheet
 * @param {() => unknown} act
 */
export function makeTextLink(text, look, act) {
  const link = make('a', { href: '#', class: look }, [text]);
  link.addEventListener('click', (/** @type {Event} */ event) => {
    event.preventDefault();
    void act();
  });
  return link;
}

/**
 * @param {string} text
 * @param {string} look a class of the stylesheet
 * @param {() => unknown} act
 */
export function makeButton(text, look, act) {
  const button = make('button', { type: 'button', class: look }, [text]);
  button.addEventListener('click', () => void act());
  return button;
}
