/** Characters that a terminal may interpret as a command, or that change the order of the displayed text. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const escapeCharacter = (character: string): string =>
  [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('');

/** Formats JSON and escapes unsafe characters, because names and user agents come from users. */
export const safeJson = (value: object): string =>
  `${JSON.stringify(value, undefined, 2)
    .split('\n')
    .map((line) => line.replace(UNSAFE, escapeCharacter))
    .join('\n')}\n`;

/** Replaces unsafe characters in a user's text and limits its length. */
export const safeText = (text: string, maxLength = 120): string => {
  const safe = text.replace(UNSAFE, '\uFFFD');
  return safe.length > maxLength ? `${safe.slice(0, maxLength)}…` : safe;
};
