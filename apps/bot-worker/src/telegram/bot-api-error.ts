import { TelegramError } from 'telegraf';

/**
 * `flood`: wait and send again. `unreachable`: this chat takes nothing from the bot. `unchanged`: the message is as
 * wanted, or cannot be edited any more. `bad_token`: Telegram does not know the token. `conflict`: somebody else takes the
 * updates, by another getUpdates or by a webhook. `passing`: Telegram or the way to it. `refused`: our own fault.
 */
export type BotApiProblem =
  'flood' | 'unreachable' | 'unchanged' | 'bad_token' | 'conflict' | 'passing' | 'refused';

/** What came of a call. Telegraf's own error holds the text of the message, codes included, and is dropped here. */
export class BotApiError extends Error {
  override readonly name = 'BotApiError';

  constructor(
    readonly problem: BotApiProblem,
    method: string,
    reason: string,
    readonly retryAfterMs = 0,
  ) {
    super(`${method}: ${reason}`);
  }
}

const UNREACHABLE = /chat not found|user is deactivated|bot was blocked|bot can't initiate/i;
const UNCHANGED =
  /message is not modified|message to edit not found|message can't be edited|message identifier|query is too old|query ID is invalid/i;
/** A method that the server does not know; a 404 without it is the path, and that is the token. */
const NO_METHOD = /method not found/i;

const problemOf = ({ code, description }: TelegramError): BotApiProblem => {
  if (code === 429) return 'flood';
  if (code === 401 || (code === 404 && !NO_METHOD.test(description))) return 'bad_token';
  if (code === 409) return 'conflict';
  // What answers without a code of its own is not Telegram.
  if (!Number.isInteger(code) || code >= 500 || code === 404) return 'passing';
  if (code === 403 || UNREACHABLE.test(description)) return 'unreachable';
  return UNCHANGED.test(description) ? 'unchanged' : 'refused';
};

export function botApiError(method: string, error: unknown): BotApiError {
  if (!(error instanceof TelegramError)) {
    const { name, code } = error as NodeJS.ErrnoException;
    return new BotApiError('passing', method, code ?? name ?? 'no answer');
  }
  const retryAfterMs = (error.parameters?.retry_after ?? 1) * 1000;
  return new BotApiError(problemOf(error), method, `${error.code} ${error.description}`, retryAfterMs);
}
