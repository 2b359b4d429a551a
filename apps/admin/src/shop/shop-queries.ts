import { IsNull, Raw } from 'typeorm';
import type { E164, Plan } from '@app/contract';
import type { OwnerConnection } from '@app/database';
import { ActivityEntry, Session } from '@app/session';
import { type PlanSetting, type Shop, Shops } from '@app/shop';
import { TelegramAccountRow } from '@app/telegram';
import { NotFound } from '../cli/command';
import { type Subject, subjectText } from './subject';

export interface ShopRecord extends PlanSetting {
  readonly id: string;
  readonly phone: E164;
  readonly name: string;
  readonly language: string;
  readonly currency: string;
  readonly timezone: string;
  /** The plan that applies now: an expired plan counts as free. */
  readonly effectivePlan: Plan;
  readonly createdAt: Date;
  readonly lastLoginAt: Date | null;
  readonly liveSessions: number;
}

export interface TelegramLink {
  readonly chatId: number;
  readonly username: string | null;
  readonly firstName: string | null;
  readonly linkedAt: Date;
  readonly blockedAt: Date | null;
}

/** The condition of the live sessions of a shop. */
export const liveSessionsOf = (shopId: string) => ({
  shopId,
  revokedAt: IsNull(),
  expiresAt: Raw((column) => `${column} > now()`),
});

const shops = new Shops();

const recordOf = (shop: Shop, liveSessions: number): ShopRecord => ({
  id: shop.id,
  phone: shop.phone as E164,
  name: shop.name,
  language: shop.language,
  currency: shop.currency,
  timezone: shop.timezone,
  plan: shop.plan,
  planExpiresAt: shop.planExpiresAt,
  effectivePlan: shop.effectivePlan,
  createdAt: shop.createdAt,
  lastLoginAt: shop.lastLoginAt,
  liveSessions,
});

export function findShop(database: OwnerConnection, subject: Subject): Promise<ShopRecord | undefined> {
  return database.transaction(async (manager) => {
    const shop = await shops.find(manager, 'phone' in subject ? subject : { id: subject.shopId });
    return shop === null
      ? undefined
      : recordOf(shop, await manager.countBy(Session, liveSessionsOf(shop.id)));
  });
}

/** @throws NotFound */
export async function requireShop(database: OwnerConnection, subject: Subject): Promise<ShopRecord> {
  const shop = await findShop(database, subject);
  if (shop === undefined) throw new NotFound(`No shop has ${subjectText(subject)}`);
  return shop;
}

export async function findTelegramLink(
  database: OwnerConnection,
  phone: E164,
): Promise<TelegramLink | undefined> {
  const account = await database.transaction((manager) => manager.findOneBy(TelegramAccountRow, { phone }));
  if (account === null) return undefined;
  const { username, firstName, linkedAt, blockedAt } = account;
  return { chatId: Number(account.chatId), username, firstName, linkedAt, blockedAt };
}

/** Sets the plan and records the change in the activity of the shop, in one transaction. */
export function setPlan(
  database: OwnerConnection,
  shopId: string,
  to: PlanSetting,
): Promise<{ readonly before: Shop; readonly isChanged: boolean }> {
  return database.transaction(async (manager) => {
    const set = await shops.setPlan(manager, shopId, to);
    if (set === null) throw new Error('The shop was deleted meanwhile');
    if (set.isChanged) await manager.insert(ActivityEntry, { shopId, event: 'plan_changed' });
    return set;
  });
}

/** Records an operator's action in the shop's activity, which the shop owner sees. */
export async function recordActivity(
  database: OwnerConnection,
  shopId: string,
  event: 'unlocked',
): Promise<void> {
  await database.transaction((manager) => manager.insert(ActivityEntry, { shopId, event }));
}
