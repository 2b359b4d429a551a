import { MessageEntity } from '../world/chat-message';
import { badRequest } from './api-error';

const entityOfTag: Readonly<Record<string, string>> = {
  b: 'bold',
  strong: 'bold',
  i: 'italic',
  em: 'italic',
  u: 'underline',
  ins: 'underline',
  s: 'strikethrough',
  strike: 'strikethrough',
  del: 'strikethrough',
  'tg-spoiler': 'spoiler',
  span: 'spoiler',
  blockquote: 'blockquote',
  code: 'code',
  pre: 'pre',
  a: 'text_link',
};

const namedCharacters: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"' };

interface OpenTag {
  readonly tag: string;
  readonly offset: number;
  readonly href: string | undefined;
}

const token = /<(\/?)([\w-]*)([^>]*)>|&(#?\w+);|<|[^<&]+|&/gy;

/** Parses Telegram's HTML style, https://core.telegram.org/bots/api#html-style */
export function parseHtml(html: string): { text: string; entities: readonly MessageEntity[] } {
  const entities: MessageEntity[] = [];
  const openTags: OpenTag[] = [];
  let text = '';
  for (const match of html.matchAll(token)) {
    const [whole, slash, rawTag, attributes, character] = match;
    const position = `at byte offset ${Buffer.byteLength(html.slice(0, match.index))}`;
    if (whole === '<') throw badRequest(`can't parse entities: Unclosed start tag ${position}`);
    if (rawTag === undefined) {
      text += character === undefined ? whole : decoded(character, whole);
      continue;
    }
    const tag = rawTag.toLowerCase();
    if (slash) {
      const started = openTags.pop();
      if (started?.tag !== tag) throw badRequest(`can't parse entities: Unexpected end tag ${position}`);
      entities.push(entityFrom(started, text.length));
      continue;
    }
    if (!entityOfTag[tag])
      throw badRequest(`can't parse entities: Unsupported start tag "${tag}" ${position}`);
    const href = /href\s*=\s*["']?([^"'\s>]*)/i.exec(attributes ?? '')?.[1];
    openTags.push({ tag, offset: text.length, href: href?.replaceAll('&amp;', '&') });
  }
  const unclosed = openTags.at(-1);
  if (unclosed)
    throw badRequest(`can't parse entities: Can't find end tag corresponding to start tag "${unclosed.tag}"`);
  return { text, entities: entities.filter(({ length }) => length > 0).sort(byPlace) };
}

function entityFrom({ tag, offset, href }: OpenTag, end: number): MessageEntity {
  const type = entityOfTag[tag] ?? tag;
  return {
    type,
    offset,
    length: end - offset,
    ...(type === 'text_link' && href !== undefined && { url: href }),
  };
}

function decoded(name: string, whole: string): string {
  const number = /^#(x?)([0-9a-f]+)$/i.exec(name);
  if (number?.[2] !== undefined) return String.fromCodePoint(parseInt(number[2], number[1] ? 16 : 10));
  return namedCharacters[name] ?? whole;
}

function byPlace(a: MessageEntity, b: MessageEntity): number {
  return a.offset - b.offset || b.length - a.length;
}
