import type { Language, Plan } from '@app/contract';
import { currencyText, dateText, text, type TextKey, timeZoneText } from '@app/i18n';
import type { ShownShop } from '@app/shop';
import type { OutgoingMessage } from '../telegram/bot-api';
import { callbackData, textMessage } from './messages';

const PLANS = {
  free: 'bot.shop.planFree',
  basic: 'bot.shop.planBasic',
  pro: 'bot.shop.planPro',
} as const satisfies Record<Plan, TextKey>;

function planText(language: Language, { plan, planExpiresAt, timezone }: ShownShop): string {
  const name = text(language, PLANS[plan]);
  // An expired plan counts as free, and its end no longer matters.
  if (planExpiresAt === null || plan === 'free') return name;
  return text(language, 'bot.shop.planUntil', {
    plan: name,
    date: dateText(language, planExpiresAt, timezone),
  });
}

/** The profile and plan of a shop, with buttons to change its name and language. */
export const shopMessage = (language: Language, shop: ShownShop): OutgoingMessage => ({
  ...textMessage(language, 'bot.shop.info', {
    name: shop.name || text(language, 'bot.shop.unnamed'),
    plan: planText(language, shop),
    language: text(shop.language, 'bot.language.name'),
    currency: currencyText(language, shop.currency),
    timeZone: timeZoneText(language, shop.timezone),
  }),
  markup: {
    inline_keyboard: [
      [{ text: text(language, 'bot.button.changeName'), callback_data: callbackData.changeName }],
      [{ text: text(language, 'bot.button.changeLanguage'), callback_data: callbackData.changeLanguage }],
    ],
  },
});

/** Asks for the name of the shop, or for another one. */
export const nameQuestion = (
  language: Language,
  key: 'bot.shop.askName' | 'bot.shop.badName',
): OutgoingMessage => ({
  ...textMessage(language, key),
  markup: {
    inline_keyboard: [
      [{ text: text(language, 'bot.button.keepName'), callback_data: callbackData.keepName }],
    ],
  },
});
