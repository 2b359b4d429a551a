import { isDatabaseUnavailable } from '@app/database';
import { isRedisUnavailable } from '@app/redis';
import { BotApiError } from '../telegram/bot-api-error';

/**
 * `waits`: nothing is wrong with the update, and later it works, however long that takes. `telegram`: Telegram or the way to it
 * failed; that passes, unless this very update is the reason. `update`: something is wrong with the update itself.
 */
export type Failure = 'waits' | 'telegram' | 'update';

export function failureOf(error: unknown): Failure {
  if (isRedisUnavailable(error) || isDatabaseUnavailable(error)) return 'waits';
  if (!(error instanceof BotApiError)) return 'update';
  if (error.problem === 'flood' || error.problem === 'bad_token') return 'waits';
  return error.problem === 'passing' ? 'telegram' : 'update';
}

/** Whether the failure is evidence of an outage. A flood wait is a matter of its chat, or of the whole bot's pause. */
export function isOfOutage(error: unknown): boolean {
  const isFlood = error instanceof BotApiError && error.problem === 'flood';
  return !isFlood && failureOf(error) !== 'update';
}

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
