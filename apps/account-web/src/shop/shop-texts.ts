import { currencyText, timeZoneName, timeZoneText } from '@app/i18n';
import type { Shop } from '@otpravka/client';
import { dateText, optional } from '@otpravka/element/pages';
import { LANGUAGE_NAMES, type TextKey } from '../language/texts';
import type { Translator } from '../language/translator';

const PLANS = { free: 'planFree', basic: 'planBasic', pro: 'planPro' } as const satisfies Record<
  Shop['plan'],
  TextKey
>;

/** "Базовый, до 10 мая 2026 г." */
export function planText(translator: Translator, { plan, planExpiresAt }: Shop): string {
  const name = translator.text(PLANS[plan]);
  if (planExpiresAt === null) return name;
  return translator.text('planUntil', {
    plan: name,
    date: dateText(translator.language, new Date(planExpiresAt)),
  });
}

/** What can be changed of a shop. */
export type Field = 'name' | 'language' | 'currency' | 'timezone';

/** The value of a field in words. A browser without Intl shows a time zone without its difference to UTC. */
export function fieldText(translator: Translator, shop: Shop, field: Field): string {
  const { language } = translator;
  switch (field) {
    case 'name':
      return shop.name || translator.text('noName');
    case 'language':
      return LANGUAGE_NAMES[shop.language].full;
    case 'currency':
      return optional(() => currencyText(language, shop.currency)) ?? shop.currency;
    case 'timezone':
      return (
        optional(() => timeZoneText(language, shop.timezone)) ??
        timeZoneName(language, shop.timezone) ??
        shop.timezone
      );
  }
}
