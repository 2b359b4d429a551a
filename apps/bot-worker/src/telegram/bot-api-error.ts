import { TelegramError } from 'telegraf';

/**
 * `flood`: wait and send again. `unreachable`: this chat takes nothing from the bot. `unchanged`: the message is as
 * wanted, or cannot be edited any more. `passing`: Telegram or the way to it. `refused`: our own fault.
 */
export type BotApiProblem = 'flood' | 'unreachable' | 'unchanged' | 'passing' | 'refused';

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

const problemOf = ({ code, description }: TelegramError): BotApiProblem => {
  if (code === 429) return 'flood';
  if (code >= 500 || code === 401 || code === 404 || code === 409) return 'passing';
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
