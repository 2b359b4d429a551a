import type { Language, MeAnswer, Shop } from '@app/contract';
import type { Speech } from '../language/speech';
import type { TextKey } from '../language/texts';

const PLANS = { free: 'planFree', basic: 'planBasic', pro: 'planPro' } as const satisfies Record<
  Shop['plan'],
  TextKey
>;

/** Each language by its own name, as in the switch in the corner. */
const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  ru: 'Русский',
  en: 'English',
  kk: 'Қазақша',
  uz: 'O‘zbekcha',
};

/** Browsers mostly cannot write a Kazakh or Uzbek date; in figures it is written there as in Russian. */
const date = (language: Language, iso: string, timeStyle?: 'short'): string => {
  const [locale, dateStyle] = language === 'en' ? (['en-GB', 'medium'] as const) : (['ru', 'short'] as const);
  return new Intl.DateTimeFormat(locale, { dateStyle, ...(timeStyle && { timeStyle }) }).format(
    new Date(iso),
  );
};

function plan(shop: Shop, speech: Speech): string {
  const name = speech.say(PLANS[shop.plan]);
  return shop.planExpiresAt === null
    ? name
    : speech.say('planUntil', { plan: name, date: date(speech.language, shop.planExpiresAt) });
}

/** What a person is told of the shop and of this sign-in; times in the time zone of the browser. */
export function shopRows(
  { shop, session }: MeAnswer,
  speech: Speech,
): readonly (readonly [TextKey, string])[] {
  return [
    ['shopPhone', shop.phone],
    ['shopLanguage', LANGUAGE_NAMES[shop.language]],
    ['shopCurrency', shop.currency],
    ['shopTimezone', shop.timezone],
    ['shopPlan', plan(shop, speech)],
    ['sessionSince', date(speech.language, session.createdAt, 'short')],
    ['sessionUntil', date(speech.language, session.expiresAt, 'short')],
  ];
}
