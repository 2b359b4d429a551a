import { FALLBACK_LANGUAGE, type Language, languageOf } from '@app/contract';
import type { TelegramAccount } from '@app/telegram';

/** The language of the shop takes precedence over the language of the person's Telegram app. */
export const messageLanguage = (
  account: Pick<TelegramAccount, 'shopLanguage' | 'languageCode'> | undefined,
  fallback: Language = FALLBACK_LANGUAGE,
): Language => account?.shopLanguage ?? languageOf(account?.languageCode ?? undefined) ?? fallback;
