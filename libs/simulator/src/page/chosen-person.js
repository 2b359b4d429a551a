// @ts-check

/** @typedef {import('./api.js').Person} Person */

const STORED_AS = 'otpravka.person';

/**
 * As whom the page opens: whom its address names, by account or by phone, else who was here last, else the first.
 * @param {Person[]} people
 * @returns {number | undefined}
 */
export function whoOpens(people) {
  const query = new URLSearchParams(location.search);
  const withId = (/** @type {string | null} */ id) => people.find((person) => String(person.id) === id);
  const phone = shownPhone(query.get('phone') ?? '');
  const named = withId(query.get('person')) ?? people.find((person) => shownPhone(person.phone) === phone);
  return (named ?? withId(localStorage.getItem(STORED_AS)) ?? people[0])?.id;
}

/** @param {number | undefined} id */
export function rememberPerson(id) {
  if (id !== undefined) localStorage.setItem(STORED_AS, String(id));
}

/**
 * A phone in the one form of the page, however it was typed and whether or not Telegram gives its plus. What a contact
 * was crafted with, stays.
 * @param {string} phone
 */
export const shownPhone = (phone) =>
  /^\+?\d[\d ()-]*$/.test(phone) ? `+${phone.replace(/\D/g, '')}` : phone;
