import { maskPhone } from '@app/contract';

const BOT_TOKEN = /(?<!\d)\d{5,16}:[A-Za-z0-9_-]{20,100}/g;
const JWT = /(?<![\w-])eyJ[\w-]{1,1000}\.[\w-]{1,2000}\.[\w-]{1,200}/g;
const REFRESH_TOKEN = /\bv1\.[0-9a-f-]{36}\.[0-9a-f-]{36}\.\d+\.[A-Za-z0-9_-]+/g;
const URL_PASSWORD = /((?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"]{0,200}:)[^\s"]{1,1000}@/g;
/** The token of a sign-in link, in the command that Telegram sends or in the link. */
const LINK_TOKEN = /(\/start |[?&]start=)[\w-]{10,64}/g;
const PHONE = /\+\d{9,15}\b/g;

/**
 * Fields that contain a secret, at any depth, also in JSON inside a text, because V8 quotes text that it cannot parse in its
 * error messages. A `code` with six digits is a one-time code. Other codes name errors.
 */
const SECRET_FIELD =
  /(\\?")([\w-]*(?:token|secret)|phone|phone_?number|password|(?:set-)?cookie|authorization)\1:\s*(?:\d+|\1(?:(?!\1)(?:\\.|[^\\]))*\1)/gi;
const CODE_FIELD = /(\\?")(code)\1:\s*(?:\d{6}\b|\1\d(?:[ -]?\d){5}\1)/g;
const WITHOUT_VALUE = '$1$2$1:$1[redacted]$1';

/**
 * Removes secrets and whole phones from a log line. Our own code logs none, but libraries put URLs with passwords, the bot
 * token and SQL parameters into their error messages.
 */
export function scrub(line: string): string {
  return line
    .replace(BOT_TOKEN, '[bot token]')
    .replace(JWT, '[access token]')
    .replace(REFRESH_TOKEN, '[refresh token]')
    .replace(LINK_TOKEN, '$1[link token]')
    .replace(URL_PASSWORD, '$1[password]@')
    .replace(SECRET_FIELD, WITHOUT_VALUE)
    .replace(CODE_FIELD, WITHOUT_VALUE)
    .replace(PHONE, maskPhone);
}
