// @ts-check
import { read, startTokenOf, write } from './api.js';
import { shownPhone } from './chosen-person.js';
import { byId, make } from './elements.js';
import { languageNames } from './words.js';

/**
 * @typedef {{personId: () => number | undefined, languageCode: () => string, people: () => import('./api.js').Person[], botUsername: () => string,
 *   openStart: (token: string) => unknown, created: (person: import('./api.js').Person) => unknown,
 *   act: (action: string, body?: object) => Promise<unknown>}} Page
 */

/** @param {Page} page */
export function initDialogs(page) {
  for (const button of document.querySelectorAll('[data-close]')) {
    button.addEventListener('click', () => button.closest('dialog')?.close());
  }
  initNewPerson(page);
  initTools(page);
  initFaults();
}

/** @param {Page} page */
function initNewPerson(page) {
  const form = byId('person-form');
  form.elements.languageCode.replaceChildren(...languageOptions());
  for (const opener of ['new-person', 'first-person']) {
    byId(opener).addEventListener('click', () => byId('person-dialog').showModal());
  }
  onSubmit(form, 'person-error', async (fields) => {
    const person = await write('people', Object.fromEntries(fields));
    form.reset();
    byId('person-dialog').close();
    page.created(person);
  });
}

/** @param {Page} page */
function initTools(page) {
  const dialog = byId('tools-dialog');
  byId('open-tools').addEventListener('click', () => {
    const others = page.people().filter(({ id }) => id !== page.personId());
    const options = others.map(({ id, firstName, phone }) =>
      make('option', { value: String(id) }, [`${firstName}, ${shownPhone(phone)}`]),
    );
    byId('contact-form').elements.personId.replaceChildren(...options);
    byId('contact-form').hidden = others.length === 0;
    byId('language').replaceChildren(...languageOptions(page.languageCode()));
    byId('language').value = page.languageCode();
    void showFaults();
    dialog.showModal();
  });
  byId('language').addEventListener('change', () => {
    void page.act('language', { languageCode: byId('language').value });
  });
  for (const button of document.querySelectorAll('[data-media]')) {
    button.addEventListener('click', () => {
      dialog.close();
      void page.act('media', { kind: button.getAttribute('data-media') });
    });
  }
  byId('share-contact').addEventListener('click', () => {
    dialog.close();
    void page.act('contact');
  });
  onSubmit(byId('link-form'), 'link-error', async (fields) => {
    const token = startTokenOf(String(fields.get('link')).trim(), page.botUsername());
    if (token === undefined) throw new Error(`Это не ссылка на @${page.botUsername()}`);
    byId('link-form').reset();
    dialog.close();
    page.openStart(token);
  });
  onSubmit(byId('contact-form'), 'link-error', async (fields) => {
    dialog.close();
    await page.act('contact-of', {
      personId: Number(fields.get('personId')),
      forwarded: fields.has('forwarded'),
    });
  });
}

/** @param {string} [present] a language that a test has set and the list may lack */
function languageOptions(present) {
  const names = { ...(present && { [present]: present }), ...languageNames };
  return Object.entries(names).map(([code, name]) => make('option', { value: code }, [name]));
}

function initFaults() {
  onSubmit(byId('fault-form'), 'faults', async (fields) => {
    const [kind, method] = [fields.get('kind'), fields.get('method')];
    await write('faults', { kind, method, times: Number(fields.get('times')), retryAfter: 3 });
    await showFaults();
  });
  byId('clear-faults').addEventListener('click', async () => {
    await write('faults/clear');
    await showFaults();
  });
}

async function showFaults() {
  /** @type {{faults: {kind: string, method?: string, times: number}[]}} */
  const { faults } = await read('faults');
  const lines = faults.map(({ kind, method = 'sendMessage', times }) => `${kind} для ${method} × ${times}`);
  byId('faults').textContent = lines.length > 0 ? `Ждут: ${lines.join('; ')}` : 'Сбоев не назначено.';
}

/**
 * @param {any} form
 * @param {string} errorId where a refusal is shown
 * @param {(fields: FormData) => Promise<unknown>} act
 */
function onSubmit(form, errorId, act) {
  form.addEventListener('submit', async (/** @type {Event} */ event) => {
    event.preventDefault();
    byId(errorId).textContent = '';
    try {
      await act(new FormData(form));
    } catch (error) {
      byId(errorId).textContent = error instanceof Error ? error.message : String(error);
    }
  });
}
