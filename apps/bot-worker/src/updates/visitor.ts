import type { Context } from 'telegraf';
import { FALLBACK_LANGUAGE, type Language, languageOf } from '@app/contract';
import type { TelegramAccount, TelegramPerson } from '@app/telegram';
import type { Audience } from '../telegram/bot-api';

/** Who wrote to the bot, in a private chat: its id is the person's. */
export interface Visitor extends TelegramPerson {
  readonly language: Language;
  readonly audience: Audience;
}

export function visitorOf({ from }: Context, account?: TelegramAccount): Visitor {
  if (!from) throw new Error('An update without a sender was let through');
  return {
    telegramId: from.id,
    chatId: from.id,
    username: from.username,
    firstName: from.first_name,
    languageCode: from.language_code,
    language: account?.shopLanguage ?? languageOf(from.language_code) ?? FALLBACK_LANGUAGE,
    audience: account ? 'linked' : 'stranger',
  };
}
