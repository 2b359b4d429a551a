import type { E164 } from '@app/contract';
import type { OwnerConnection } from '@app/database';
import type { Shop } from '@app/shop';
import { NotFound } from '../cli/command';
import { type Subject, subjectText } from './subject';

export type Plan = Shop['plan'];

/** A plan as it was set. */
export interface SetPlan {
  readonly plan: Plan;
  readonly planExpiresAt: Date | null;
}

export interface ShopFile extends SetPlan {
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

const SHOP = `
  select s.id, s.phone, s.name, s.language, s.currency, s.timezone, s.plan, s.plan_expires_at as "planExpiresAt",
    case when s.plan_expires_at < now() then 'free' else s.plan end as "effectivePlan",
    s.created_at as "createdAt", s.last_login_at as "lastLoginAt",
    (select count(*)::int from public.sessions where shop_id = s.id and revoked_at is null and expires_at > now()) as "liveSessions"
  from public.shops s where`;

export async function shopOf(database: OwnerConnection, subject: Subject): Promise<ShopFile | undefined> {
  const [shop] =
    'phone' in subject
      ? await database.query<ShopFile>(`${SHOP} s.phone = $1`, [subject.phone])
      : await database.query<ShopFile>(`${SHOP} s.id = $1`, [subject.shopId]);
  return shop;
}

/** @throws NotFound */
export async function knownShop(database: OwnerConnection, subject: Subject): Promise<ShopFile> {
  const shop = await shopOf(database, subject);
  if (shop === undefined) throw new NotFound(`No shop has ${subjectText(subject)}`);
  return shop;
}

export async function telegramOf(database: OwnerConnection, phone: E164): Promise<TelegramLink | undefined> {
  const [link] = await database.query<Omit<TelegramLink, 'chatId'> & { chatId: string }>(
    `select chat_id as "chatId", username, first_name as "firstName", linked_at as "linkedAt", blocked_at as "blockedAt"
      from public.telegram_accounts where phone = $1`,
    [phone],
  );
  return link && { ...link, chatId: Number(link.chatId) };
}

/** Records what an operator did, where the shop owner sees it. */
export async function noteActivity(
  database: OwnerConnection,
  shopId: string,
  event: 'unlocked',
): Promise<void> {
  await database.query('insert into public.activity (shop_id, event) values ($1, $2)', [shopId, event]);
}
