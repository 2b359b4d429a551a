import { FALLBACK_LANGUAGE, type Language, languageOf } from '@app/contract';
import type { TelegramAccount } from '@app/telegram';

export type AccountLanguages = Pick<TelegramAccount, 'shopLanguage' | 'chosenLanguage' | 'languageCode'>;

/**
 * The language of a person, by the first source that knows it: the shop, the person's choice in the bot, the sign-in page that
 * asked, and the person's Telegram app (docs/decisions/0033-which-language-the-bot-speaks.md).
 */
export const knownLanguage = (
  account: AccountLanguages | undefined,
  page: Language | undefined,
): Language | undefined =>
  account?.shopLanguage ?? account?.chosenLanguage ?? page ?? languageOf(account?.languageCode ?? undefined);

/** The language of a message: Russian if no source knows the language of the person. */
export const messageLanguage = (account: AccountLanguages | undefined, page?: Language): Language =>
  knownLanguage(account, page) ?? FALLBACK_LANGUAGE;
