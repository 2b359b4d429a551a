import type { Language, MeAnswer, Shop } from '@app/contract';
import type { Speech } from '../language/speech';
import type { TextKey } from '../language/texts';
import { optional } from '../page/optional';

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

const TO_THE_MINUTE = { hour: '2-digit', minute: '2-digit' } as const;

/**
 * Browsers mostly cannot write a Kazakh or Uzbek date; in figures it is written there as in Russian. The parts are named
 * one by one, because Firefox 78 and Safari 14 do not know `dateStyle`.
 */
const date = (language: Language, iso: string, time: Intl.DateTimeFormatOptions = {}): string => {
  const moment = new Date(iso);
  const [locale, day, month] =
    language === 'en' ? (['en-GB', 'numeric', 'short'] as const) : (['ru', '2-digit', '2-digit'] as const);
  const options = { day, month, year: 'numeric', ...time } as const;
  return optional(() => new Intl.DateTimeFormat(locale, options).format(moment)) ?? moment.toLocaleString();
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
    ['sessionSince', date(speech.language, session.createdAt, TO_THE_MINUTE)],
    ['sessionUntil', date(speech.language, session.expiresAt, TO_THE_MINUTE)],
  ];
}
