import { z } from 'zod';
import { type E164, LANGUAGES } from '@app/contract';

/** The names of all replies, of which there are few. */
const camelCased = new Map<string, string>();

function camelCase(name: string): string {
  let found = camelCased.get(name);
  if (found === undefined) {
    found = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    camelCased.set(name, found);
  }
  return found;
}

function objectOf(list: readonly (string | number)[]): Record<string, string> {
  const object: Record<string, string> = {};
  for (let i = 0; i + 1 < list.length; i += 2) object[camelCase(String(list[i]))] = String(list[i + 1]);
  return object;
}

const isFlatList = (reply: unknown): reply is readonly (string | number)[] =>
  Array.isArray(reply) && reply.every((item) => typeof item === 'string' || typeof item === 'number');

/** Parses a reply in which names and values alternate: `['retry_ms', '0']` becomes `{ retryMs: '0' }`. */
export const fields = <S extends z.ZodType>(schema: S) =>
  z.preprocess((reply) => (isFlatList(reply) ? objectOf(reply) : reply), schema);

/** Parses a list inside a reply. Each line is a row, with tabs between names and values. */
export const rows = <S extends z.ZodType>(schema: S) =>
  z.preprocess((text) => {
    if (typeof text !== 'string') return text;
    const lines = text.split('\n').filter(Boolean);
    return lines.map((line) => objectOf(line.split('\t')));
  }, z.array(schema));

/** Parses numbers of two digits each, without a separator. */
export const twoDigitNumbers = z
  .string()
  .regex(/^(\d\d)*$/)
  .transform((text): readonly string[] => text.match(/\d\d/g) ?? []);

/** Parses a list of words with a space after each. */
export const words = z.string().transform((text) => text.split(' ').filter(Boolean));

export const wholeNumber = z
  .string()
  .regex(/^-?\d+$/)
  .transform(Number);

/** An instant of Redis' clock, in milliseconds. */
export const instant = wholeNumber.transform((ms) => new Date(ms));

/** Scripts reply `''` if there is no value. */
export const optional = <S extends z.ZodType>(schema: S) =>
  z.union([z.literal('').transform(() => undefined), schema]);

export const flag = z.enum(['', '1']).transform((text) => text === '1');

/** Checks only the form: the phone was validated when it entered the system. */
export const phone = z.custom<E164>((text) => typeof text === 'string' && /^\+\d{5,15}$/.test(text));

export const language = z.enum(LANGUAGES);

/** Moves `ip`, `browser` and `system` into an `origin` object. */
export const withOrigin = <T extends { ip: string; browser: string; system: string }>({
  ip,
  browser,
  system,
  ...rest
}: T) => ({ ...rest, origin: { ip, browser, system } });

export const originFields = { ip: z.string(), browser: z.string(), system: z.string() };

/** Rounds milliseconds up to seconds, so that a caller that waits this long does not come too early. */
export const secondsOf = (ms: number): number => Math.ceil(ms / 1000);

/** A reply that consists of an outcome, possibly with fields that `.extend` adds. */
export const outcome = <O extends string>(name: O) => z.object({ outcome: z.literal(name) });

/** The chat that received a code, and the language of its message. */
export const message = { chat: optional(wholeNumber), language: optional(language) };

/** The id of the HTTP request that asked for a code. A challenge of the bot, or of a former version, has none. */
export const requestId = optional(z.string().max(64));

/** The chat that a message is in. */
export const chat = optional(wholeNumber);

/** A limit, how often it has been used in its window, and when the window is empty again. */
export const counter = z.object({ limit: wholeNumber, count: wholeNumber, resetMs: wholeNumber });
