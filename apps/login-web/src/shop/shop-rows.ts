import type { Language, MeAnswer, Shop } from '@app/contract';
import type { TextKey } from '../language/texts';
import type { Translator } from '../language/translator';
import { optional } from '../page/optional';

const PLANS = { free: 'planFree', basic: 'planBasic', pro: 'planPro' } as const satisfies Record<
  Shop['plan'],
  TextKey
>;

/** Each language in itself, as in the language switch. */
const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  ru: 'Русский',
  en: 'English',
  kk: 'Қазақша',
  uz: 'O‘zbekcha',
};

const TO_THE_MINUTE = { hour: '2-digit', minute: '2-digit' } as const;

/**
 * Formats a date. Most browsers lack Kazakh and Uzbek dates, whose numeric form is the same as in Russian. The options name
 * single parts because Firefox 78 and Safari 14 lack `dateStyle`.
 */
const date = (language: Language, iso: string, time: Intl.DateTimeFormatOptions = {}): string => {
  const moment = new Date(iso);
  const [locale, day, month] =
    language === 'en' ? (['en-GB', 'numeric', 'short'] as const) : (['ru', '2-digit', '2-digit'] as const);
  const options = { day, month, year: 'numeric', ...time } as const;
  return optional(() => new Intl.DateTimeFormat(locale, options).format(moment)) ?? moment.toLocaleString();
};

function plan(shop: Shop, translator: Translator): string {
  const name = translator.text(PLANS[shop.plan]);
  return shop.planExpiresAt === null
    ? name
    : translator.text('planUntil', { plan: name, date: date(translator.language, shop.planExpiresAt) });
}

/** The rows that the page shows about the shop and the session; times are in the time zone of the browser. */
export function shopRows(
  { shop, session }: MeAnswer,
  translator: Translator,
): readonly (readonly [TextKey, string])[] {
  return [
    ['shopPhone', shop.phone],
    ['shopLanguage', LANGUAGE_NAMES[shop.language]],
    ['shopCurrency', shop.currency],
    ['shopTimezone', shop.timezone],
    ['shopPlan', plan(shop, translator)],
    ['sessionSince', date(translator.language, session.createdAt, TO_THE_MINUTE)],
    ['sessionUntil', date(translator.language, session.expiresAt, TO_THE_MINUTE)],
  ];
}
