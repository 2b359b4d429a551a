// @ts-check

/** Telegram stops to show that a button is busy even if the bot never answers. */
const LONGEST_MS = 30_000;

/** @type {Map<string, HTMLElement>} buttons by the callback query that the bot has not answered yet */
const waiting = new Map();
/** @type {Set<string>} an answer may arrive before the press itself has returned */
const answered = new Set();

/**
 * Shows that the button is busy until the bot answers.
 * @param {HTMLElement} button
 * @param {() => Promise<{callbackQueryId: string} | undefined>} press
 */
export async function pressAndWait(button, press) {
  button.setAttribute('aria-busy', 'true');
  const pressed = await press();
  if (!pressed || answered.delete(pressed.callbackQueryId)) return button.removeAttribute('aria-busy');
  waiting.set(pressed.callbackQueryId, button);
  setTimeout(() => showAnswered(pressed.callbackQueryId), LONGEST_MS);
}

/** @param {string} callbackQueryId */
export function showAnswered(callbackQueryId) {
  const button = waiting.get(callbackQueryId);
  if (!button) return void answered.add(callbackQueryId);
  waiting.delete(callbackQueryId);
  button.removeAttribute('aria-busy');
}
