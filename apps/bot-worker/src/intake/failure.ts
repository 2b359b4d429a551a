import { isDatabaseUnavailable } from '@app/database';
import { isRedisUnavailable } from '@app/redis';
import { BotApiError } from '../telegram/bot-api-error';

/**
 * `waits`: a store or Telegram is unavailable, so the update is retried until the outage or pause ends. `telegram`: Telegram or
 * the network failed, perhaps because of this update. `update`: the update itself is wrong.
 */
export type Failure = 'waits' | 'telegram' | 'update';

export function failureOf(error: unknown): Failure {
  if (isRedisUnavailable(error) || isDatabaseUnavailable(error)) return 'waits';
  if (!(error instanceof BotApiError)) return 'update';
  if (error.problem === 'flood' || error.problem === 'bad_token') return 'waits';
  return error.problem === 'passing' ? 'telegram' : 'update';
}

/** Whether the failure suggests an outage. A 429 does not: it means a pause of the chat or of the bot. */
export function isEvidenceOfOutage(error: unknown): boolean {
  const isFlood = error instanceof BotApiError && error.problem === 'flood';
  return !isFlood && failureOf(error) !== 'update';
}

/**
 * Describes a failure for the log. The message of an error is left out, because it may quote what the person wrote, such as a
 * phone or a code. The message of a `BotApiError` holds only the method and the answer of Telegram.
 */
export function describeFailure(error: unknown): Readonly<Record<string, unknown>> {
  if (error instanceof BotApiError) return { reason: error.message };
  if (!(error instanceof Error)) return { reason: typeof error };
  const { name, message, code, stack = '' } = error as NodeJS.ErrnoException;
  // The stack begins with the message, and a line of the message may look like a stack frame.
  const places = stack.replace(message, '').match(/(?<=^ {4}at ).*$/gm);
  return { reason: code === undefined ? name : `${name} ${code}`, at: places };
}
