/** Whatever a terminal might take for a command, or show in another order. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const escaped = (character: string): string =>
  [...Array(character.length).keys()]
    .map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');

/** Users write names and user agents: in JSON, too, no character of theirs reaches the terminal as a command. */
export const jsonText = (value: object): string =>
  `${JSON.stringify(value, undefined, 2)
    .split('\n')
    .map((line) => line.replace(UNSAFE, escaped))
    .join('\n')}\n`;

/** The same in a text for people, cut to a line. */
export const plainText = (text: string, longest = 120): string => {
  const plain = text.replace(UNSAFE, '\uFFFD');
  return plain.length > longest ? `${plain.slice(0, longest)}…` : plain;
};
