import { MessageEntity } from '../world/chat-message';
import { foundEntities } from '../world/found-entities';
import { badRequest } from './api-error';
import { parseHtml } from './html-text';
import { isRecord, Params } from './params';

export interface FormattedText {
  readonly text: string;
  readonly entities: readonly MessageEntity[];
}

const maxTextLength = 4096;

/** Reads the text and entities of a message. @throws ApiError if Telegram would refuse them */
export function readText(params: Params): FormattedText {
  const { text, entities } = formatted(params);
  if (/\p{Cs}/u.test(text)) throw badRequest('strings must be encoded in UTF-8');
  const trimmed = text.trimEnd();
  if (text === '') throw badRequest('message text is empty');
  if (trimmed.trimStart() === '') throw badRequest('text must be non-empty');
  if ([...trimmed].length > maxTextLength) throw badRequest('message is too long');
  const clipped = entities.map((entity) => ({
    ...entity,
    length: Math.min(entity.length, trimmed.length - entity.offset),
  }));
  const given = clipped.filter(({ length }) => length > 0);
  return { text: trimmed, entities: withDetected(given, trimmed) };
}

function withDetected(given: readonly MessageEntity[], text: string): readonly MessageEntity[] {
  const overlaps = (a: MessageEntity, b: MessageEntity) =>
    a.offset < b.offset + b.length && b.offset < a.offset + a.length;
  const added = foundEntities(text).filter((entity) => !given.some((other) => overlaps(entity, other)));
  return [...given, ...added].sort((a, b) => a.offset - b.offset);
}

function formatted(params: Params): FormattedText {
  const text = params.text('text');
  const mode = params.text('parse_mode').toLowerCase();
  if (mode === 'html') return parseHtml(text);
  if (mode === 'markdown' || mode === 'markdownv2') {
    throw badRequest(`the simulator does not read parse_mode ${mode}`);
  }
  if (mode !== '') throw badRequest('unsupported parse_mode');
  const entities = (params.list('entities') ?? []).map((entity) => readEntity(entity, text));
  return { text, entities: entities.filter(({ length }) => length > 0) };
}

const knownEntities = new Set([
  ...['mention', 'hashtag', 'cashtag', 'bot_command', 'url', 'email', 'phone_number'],
  ...['bold', 'italic', 'underline', 'strikethrough', 'spoiler', 'blockquote', 'expandable_blockquote'],
  ...['code', 'pre', 'text_link', 'text_mention', 'custom_emoji'],
]);

function readEntity(value: unknown, text: string): MessageEntity {
  if (!isRecord(value)) throw badRequest("can't parse MessageEntity: expected an Object");
  const { type, offset, length, url, language } = value;
  if (typeof type !== 'string' || !knownEntities.has(type)) {
    throw badRequest("can't parse MessageEntity: unsupported entity type");
  }
  if (!isWhole(offset)) throw badRequest('can\'t parse MessageEntity: field "offset" must be an Integer');
  if (!isWhole(length)) throw badRequest('can\'t parse MessageEntity: field "length" must be an Integer');
  refuseWrongBounds(offset, length, text);
  if (type === 'text_link' && (typeof url !== 'string' || !URL.canParse(url))) {
    throw badRequest("can't parse MessageEntity: wrong URL in text_link");
  }
  return {
    type,
    offset,
    length,
    ...(typeof url === 'string' && { url }),
    ...(typeof language === 'string' && { language }),
  };
}

function refuseWrongBounds(offset: number, length: number, text: string): void {
  if (offset < 0) throw badRequest(`receive an entity with incorrect offset ${offset}`);
  if (length < 0) throw badRequest(`receive an entity with incorrect length ${length}`);
  const end = offset + length;
  if (end > text.length) {
    throw badRequest(
      `entity beginning at UTF-16 offset ${offset} ends after the end of the text at UTF-16 offset ${end}`,
    );
  }
  if (splitsSymbol(text, offset) || splitsSymbol(text, end)) {
    throw badRequest(`entity beginning at UTF-16 offset ${offset} splits a UTF-16 symbol`);
  }
}

function splitsSymbol(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return index > 0 && unit >= 0xdc00 && unit <= 0xdfff;
}

function isWhole(value: unknown): value is number {
  return Number.isInteger(value);
}
