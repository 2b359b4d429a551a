import { plainText } from '../text/json-text';
import { when } from '../text/when';
import type { SetPlan, ShopFile, TelegramLink } from './shop-queries';

/** A plan as it was set, and what counts where it has ended. */
export function planText({ plan, planExpiresAt }: SetPlan, now: Date): string {
  if (planExpiresAt === null) return plan === 'free' ? 'free' : `${plan}, without an end`;
  if (planExpiresAt < now) return `${plan}, expired ${when(planExpiresAt, now)}: it counts as free`;
  return `${plan} until ${when(planExpiresAt, now)}`;
}

export function telegramText(link: TelegramLink | undefined, now: Date): string {
  if (link === undefined) return 'not linked';
  const names = [link.username && `@${link.username}`, link.firstName].filter(Boolean).join(', ');
  const who = names === '' ? 'an account without a user name' : plainText(names);
  const blocked =
    link.blockedAt === null ? '' : `; the bot has been blocked since ${when(link.blockedAt, now)}`;
  return `linked to ${who}${blocked}`;
}

/** As `shop` and `telegram` in JSON. */
export const fileJson = (shop: ShopFile | null, telegram: TelegramLink | undefined): object => ({
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
