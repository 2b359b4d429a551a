import { MessageEntity } from './chat-message';

/** The entities that Telegram recognizes in a text: commands and links. */
export function foundEntities(text: string): MessageEntity[] {
  const commands = found(text, /(?<=^|\s)\/[a-zA-Z0-9_]{1,32}(?:@\w+)?(?![\w/])/g, 'bot_command');
  const links = found(text, /https?:\/\/[^\s<>"]+[^\s<>".,:;!?)]/g, 'url');
  return [...commands, ...links].sort((a, b) => a.offset - b.offset);
}

function found(text: string, pattern: RegExp, type: string): MessageEntity[] {
  return [...text.matchAll(pattern)].map(({ 0: match, index }) => ({
    type,
    offset: index,
    length: match.length,
  }));
}
