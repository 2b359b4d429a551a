import { TelegramError } from 'telegraf';

/**
 * `flood`: the call is to be retried after a wait. `unreachable`: the chat accepts no messages from the bot. `unchanged`: the
 * message already has this text, or can no longer be edited. `bad_token`: Telegram does not know the token. `conflict`: somebody
 * else receives the updates, by another getUpdates or by a webhook. `passing`: Telegram or the network failed. `refused`: the
 * call itself is wrong.
 */
export type BotApiProblem =
  'flood' | 'unreachable' | 'unchanged' | 'bad_token' | 'conflict' | 'passing' | 'refused';

/** The failure of a call. It does not keep Telegraf's own error, which holds the text of the message and so the code. */
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
/** The server does not know the method. Any other 404 means an unknown path, and so an unknown token. */
const NO_METHOD = /method not found/i;

const problemOf = ({ code, description }: TelegramError): BotApiProblem => {
  if (code === 429) return 'flood';
  if (code === 401 || (code === 404 && !NO_METHOD.test(description))) return 'bad_token';
  if (code === 409) return 'conflict';
  // An answer without an error code does not come from Telegram.
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
