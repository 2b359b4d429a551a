import { safeText } from '../text/safe-text';
import { instantText } from '../text/time-text';
import type { ShopRecord, TelegramLink } from './shop-queries';

/** Formats the plan as it was set, and for an expired plan also the plan that applies. */
export function planText(
  { plan, planExpiresAt, effectivePlan }: Pick<ShopRecord, 'plan' | 'planExpiresAt' | 'effectivePlan'>,
  now: Date,
): string {
  if (planExpiresAt === null) return plan === 'free' ? 'free' : `${plan}, without an end`;
  if (effectivePlan !== plan)
    return `${plan}, expired ${instantText(planExpiresAt, now)}: it counts as ${effectivePlan}`;
  return `${plan} until ${instantText(planExpiresAt, now)}`;
}

export function telegramText(link: TelegramLink | undefined, now: Date): string {
  if (link === undefined) return 'not linked';
  const names = [link.username && `@${link.username}`, link.firstName].filter(Boolean).join(', ');
  const who = names === '' ? 'an account without a user name' : safeText(names);
  const blocked =
    link.blockedAt === null ? '' : `; the bot has been blocked since ${instantText(link.blockedAt, now)}`;
  return `linked to ${who}${blocked}`;
}

/** The keys `shop` and `telegram` of the JSON answer. */
export const shopJson = (shop: ShopRecord | null, telegram: TelegramLink | undefined): object => ({
  shop,
  telegram: telegramJson(telegram),
});

export const telegramJson = (telegram: TelegramLink | undefined): object => ({
  linked: telegram !== undefined,
  username: telegram?.username ?? null,
  firstName: telegram?.firstName ?? null,
  linkedAt: telegram?.linkedAt ?? null,
  blockedAt: telegram?.blockedAt ?? null,
});
