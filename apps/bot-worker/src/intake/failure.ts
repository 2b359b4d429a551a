import { isDatabaseAway } from '@app/database';
import { isStoreAway } from '@app/redis';
import { BotApiError } from '../telegram/bot-api-error';

/** Nothing is wrong with the update itself: later it works. */
export const canSucceedLater = (error: unknown): boolean =>
  isStoreAway(error) ||
  isDatabaseAway(error) ||
  (error instanceof BotApiError && (error.problem === 'flood' || error.problem === 'bad_token'));

/**
 * What failed and where. The message of an error is left out: it may quote what the person wrote, a phone or a code included.
 * That of a `BotApiError` holds nothing but the method and what Telegram said.
 */
export function describeFailure(error: unknown): Readonly<Record<string, unknown>> {
  if (error instanceof BotApiError) return { reason: error.message };
  if (!(error instanceof Error)) return { reason: typeof error };
  const { name, message, code, stack = '' } = error as NodeJS.ErrnoException;
  // The stack begins with the message, any line of which may look like a place.
  const places = stack.replace(message, '').match(/(?<=^ {4}at ).*$/gm);
  return { reason: code === undefined ? name : `${name} ${code}`, at: places };
}
