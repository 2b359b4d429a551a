import type { Context } from 'telegraf';
import { FALLBACK_LANGUAGE, type Language, languageOf } from '@app/contract';
import type { TelegramAccount, TelegramPerson } from '@app/telegram';
import type { Audience } from '../telegram/bot-api';

/** The person who sent an update in a private chat. The id of the chat is the id of the person. */
export interface Sender extends TelegramPerson {
  /** Undefined if no phone is linked to the person. */
  readonly account: TelegramAccount | undefined;
  readonly language: Language;
  readonly audience: Audience;
}

export function senderOf({ from }: Pick<Context, 'from'>, account: TelegramAccount | undefined): Sender {
  if (!from) throw new Error('An update without a sender reached a handler');
  return {
    telegramId: from.id,
    chatId: from.id,
    username: from.username,
    firstName: from.first_name,
    languageCode: from.language_code,
    account,
    language: account?.shopLanguage ?? languageOf(from.language_code) ?? FALLBACK_LANGUAGE,
    audience: account ? 'linked' : 'stranger',
  };
}
