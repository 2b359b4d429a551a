import { maskPhone } from '@app/contract';

const BOT_TOKEN = /\d{5,}:[A-Za-z0-9_-]{20,}/g;
const JWT = /\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+/g;
const REFRESH_TOKEN = /\bv1\.[0-9a-f-]{36}\.[0-9a-f-]{36}\.\d+\.[A-Za-z0-9_-]+/g;
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"]*:)[^\s@"]+@/g;
const PHONE = /\+\d{9,15}\b/g;

/**
 * The last net under the rule that no secret and no whole phone is logged: libraries put URLs with passwords, the bot's
 * token and SQL parameters into the messages of their errors.
 */
export function scrub(line: string): string {
  return line
    .replace(BOT_TOKEN, '[bot token]')
    .replace(JWT, '[access token]')
    .replace(REFRESH_TOKEN, '[refresh token]')
    .replace(URL_PASSWORD, '$1[password]@')
    .replace(PHONE, maskPhone);
}
