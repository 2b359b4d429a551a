import { MessageEntity } from './chat-message';

const command = /(?<=^|\s)\/[a-zA-Z0-9_]{1,32}(?:@\w+)?(?![\w/])/g;
const linkWithProtocol = /https?:\/\/[^\s<>"]+[^\s<>".,:;!?)]/g;
/** Telegram turns an IPv4 address and a name with a common top-level domain into a link. */
const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const host = `(?:${octet}(?:\\.${octet}){3}|(?:[\\p{L}\\d][\\p{L}\\d-]*\\.)+(?:com|org|net|io|me|ru|kz|uz))`;
const bareLink = new RegExp(
  `(?<![\\p{L}\\d_.@/:-])${host}(?::\\d+)?(?![\\p{L}\\d_@-]|\\.[\\p{L}\\d])(?:[/?#][^\\s<>"]*[^\\s<>".,:;!?)])?`,
  'gu',
);

/** The entities that Telegram recognizes in a text: commands and links. */
export function foundEntities(text: string): MessageEntity[] {
  const links = [...found(text, linkWithProtocol, 'url'), ...found(text, bareLink, 'url')];
  return [...found(text, command, 'bot_command'), ...links].sort((a, b) => a.offset - b.offset);
}

function found(text: string, pattern: RegExp, type: string): MessageEntity[] {
  return [...text.matchAll(pattern)].map(({ 0: match, index }) => ({
    type,
    offset: index,
    length: match.length,
  }));
}
