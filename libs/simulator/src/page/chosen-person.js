// @ts-check

/** @typedef {import('./api.js').Person} Person */

const STORED_AS = 'otpravka.person';

/**
 * Chooses the person whose chat opens: the address names an account or phone; else the last one shown, else the first.
 * @param {Person[]} people
 * @returns {number | undefined}
 */
export function initialPersonId(people) {
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
 * Formats a phone with a leading plus. Text that is no phone, as in a crafted contact, stays as it is.
 * @param {string} phone
 */
export const shownPhone = (phone) =>
  /^\+?\d[\d ()-]*$/.test(phone) ? `+${phone.replace(/\D/g, '')}` : phone;
