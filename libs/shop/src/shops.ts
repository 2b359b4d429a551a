import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import {
  DomainError,
  type E164,
  LANGUAGES,
  type Plan,
  type Shop as ShopAnswer,
  type ShopPatch,
} from '@app/contract';
import { Shop } from './shop.entity';

/** A plan as an operator sets it. */
export interface PlanSetting {
  readonly plan: Plan;
  /** null: the plan has no end. */
  readonly planExpiresAt: Date | null;
}

const endedIds = z.array(z.uuid()).nullable();

const deletedShop = z
  .object({
    phone: z.custom<E164>((value) => typeof value === 'string'),
    /** The Telegram account that was linked to the phone. */
    owner: z
      .object({ telegramId: z.int(), chatId: z.int(), language: z.enum(LANGUAGES).nullable() })
      .nullable(),
    ended: z.array(z.uuid()).readonly(),
  })
  .nullable();

export type DeletedShop = Readonly<NonNullable<z.infer<typeof deletedShop>>>;

/** Formats a shop as the HTTP contract has it. The SQL function `shop_view` does the same. */
const answerOf = (shop: Shop): ShopAnswer => ({
  id: shop.id,
  phone: shop.phone,
  name: shop.name,
  language: shop.language,
  currency: shop.currency,
  timezone: shop.timezone,
  plan: shop.effectivePlan,
  planExpiresAt: shop.planExpiresAt?.toISOString() ?? null,
  telegram: shop.telegram,
  createdAt: shop.createdAt.toISOString(),
  lastLoginAt: shop.lastLoginAt?.toISOString() ?? null,
});

/**
 * Shops: profile, plan and erasure. Every method works in the transaction of the `manager`, which comes from `LiveTenant.run`
 * for a shop owner and from `OwnerConnection` for an operator.
 */
@Injectable()
export class Shops {
  /** @returns null if the shop does not exist or is not the shop of the transaction */
  find(
    manager: EntityManager,
    by: { readonly id: string } | { readonly phone: string },
  ): Promise<Shop | null> {
    return manager.findOneBy(Shop, by);
  }

  /** @throws DomainError `token_invalid` if the shop was erased after the check of its session */
  async get(manager: EntityManager, id: string): Promise<ShopAnswer> {
    const shop = await this.find(manager, { id });
    if (shop === null) throw new DomainError('token_invalid');
    return answerOf(shop);
  }

  /** Changes the fields that are in the patch. @throws DomainError `token_invalid`, as `get` does */
  async change(
    manager: EntityManager,
    id: string,
    { name, language, currency, timezone }: ShopPatch,
  ): Promise<ShopAnswer> {
    const changes = {
      ...(name !== undefined && { name }),
      ...(language !== undefined && { language }),
      ...(currency !== undefined && { currency }),
      ...(timezone !== undefined && { timezone }),
    };
    if (Object.keys(changes).length > 0) await manager.update(Shop, { id }, changes);
    return this.get(manager, id);
  }

  /** Sets the plan. @returns the former shop, and whether its plan changed; null if the shop does not exist */
  async setPlan(
    manager: EntityManager,
    id: string,
    to: PlanSetting,
  ): Promise<{ readonly before: Shop; readonly isChanged: boolean } | null> {
    // Concurrent calls wait for this lock, so only one of them reports the change.
    const before = await manager.findOne(Shop, { where: { id }, lock: { mode: 'for_no_key_update' } });
    if (before === null) return null;
    const isChanged =
      before.plan !== to.plan || before.planExpiresAt?.getTime() !== to.planExpiresAt?.getTime();
    if (isChanged) await manager.update(Shop, { id }, { ...to });
    return { before, isChanged };
  }

  /**
   * Deletes a shop for an operator, with every row that refers to it and the Telegram link of its owner.
   * @returns null if the shop does not exist
   */
  async delete(manager: EntityManager, id: string): Promise<DeletedShop | null> {
    const [row] = await manager.query<{ deleted: unknown }[]>('select public.delete_shop($1) as deleted', [
      id,
    ]);
    return deletedShop.parse(row?.deleted ?? null);
  }

  /**
   * Erases the shop, every row that refers to it, and the Telegram link of its owner. The SQL function checks the session again
   * under the lock of the shop, so that only one of several concurrent calls succeeds.
   * @returns the ids of the ended sessions
   * @throws DomainError `token_invalid` if the session has ended
   */
  async erase(
    manager: EntityManager,
    { shopId, sessionId }: { readonly shopId: string; readonly sessionId: string },
  ): Promise<readonly string[]> {
    const [row] = await manager.query<{ ended: unknown }[]>('select erase_shop($1, $2) as ended', [
      shopId,
      sessionId,
    ]);
    const ended = endedIds.parse(row?.ended ?? null);
    if (ended === null) throw new DomainError('token_invalid');
    return ended;
  }
}
