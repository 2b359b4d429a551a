import type { Language } from '@app/contract';
import { currencyText, timeZoneText } from '@app/i18n';
import type { CurrentSession, Shop } from '@otpravka/client';
import { dateText, formatPhone, optional, timeText } from '@otpravka/element/pages';
import type { TextKey } from '../language/texts';
import type { Translator } from '../language/translator';

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

function plan(shop: Shop, translator: Translator): string {
  const name = translator.text(PLANS[shop.plan]);
  if (shop.planExpiresAt === null) return name;
  return translator.text('planUntil', {
    plan: name,
    date: dateText(translator.language, new Date(shop.planExpiresAt)),
  });
}

const moment = (language: Language, iso: string): string => {
  const at = new Date(iso);
  return `${dateText(language, at)}, ${timeText(at)}`;
};

/** The rows that the page shows about the shop and the session; times are in the time zone of the browser. */
export function shopRows(
  { shop, session }: CurrentSession,
  translator: Translator,
): readonly (readonly [TextKey, string])[] {
  const { language } = translator;
  return [
    ['shopPhone', formatPhone(shop.phone)],
    ['shopLanguage', LANGUAGE_NAMES[shop.language]],
    // A browser without Intl shows the codes.
    ['shopCurrency', optional(() => currencyText(language, shop.currency)) ?? shop.currency],
    ['shopTimezone', optional(() => timeZoneText(language, shop.timezone)) ?? shop.timezone],
    ['shopPlan', plan(shop, translator)],
    ['sessionSince', moment(language, session.createdAt)],
    ['sessionUntil', moment(language, session.expiresAt)],
  ];
}
