import type { AdminConfig } from '@app/runtime';
import { type Check, failed, ok, skipped } from './check';

const TIMEOUT_MS = 5_000;

interface Me {
  readonly ok?: boolean;
  readonly result?: { readonly username?: string };
}

/**
 * Asks whether Telegram can be reached from this machine, and whether it accepts the token, if there is one.
 * @param recordedUsername the name that the workers recorded
 */
export async function telegramChecks(
  { telegram: { apiRoot, token }, isEmbedded }: AdminConfig,
  recordedUsername: string | undefined,
): Promise<Check[]> {
  if (isEmbedded.database && token === undefined)
    return [skipped('telegram', 'The npm start in this folder simulates Telegram')];
  const host = new URL(apiRoot).host;
  try {
    // Any answer shows that the way is open. Without a token the Bot API answers 404 or redirects to its manual.
    await fetch(apiRoot, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) });
    const reachable = ok('telegram', `${host} answers this machine`);
    return [reachable, await tokenCheck(apiRoot, token, recordedUsername)];
  } catch (error) {
    return [failed('telegram', `${host} does not answer this machine: ${networkReasonOf(error)}`)];
  }
}

async function tokenCheck(
  apiRoot: string,
  token: string | undefined,
  recorded: string | undefined,
): Promise<Check> {
  const name = 'bot_token';
  if (token === undefined)
    return skipped(name, 'TELEGRAM_BOT_TOKEN is not set here; the workers record whether theirs is accepted');
  const response = await fetch(`${apiRoot}/bot${token}/getMe`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const { ok: isAccepted, result } = (await response.json().catch(() => ({}))) as Me;
  if (isAccepted !== true)
    return failed(name, `Telegram does not accept TELEGRAM_BOT_TOKEN: it answered ${response.status}`);
  const username = result?.username ?? '';
  if (recorded !== undefined && recorded.toLowerCase() !== username.toLowerCase())
    return failed(name, `TELEGRAM_BOT_TOKEN belongs to @${username}, and the workers run @${recorded}`);
  return ok(name, `Telegram accepts the token of @${username}`);
}

/** `fetch` itself says only that it failed. The message never contains the address, which may hold the token. */
function networkReasonOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError')
    return `no answer within ${TIMEOUT_MS / 1000} s`;
  const { cause } = error as { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? 'the request failed';
}
