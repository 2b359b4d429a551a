import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { DomainError, type Plan, type Shop as ShopAnswer, type ShopPatch } from '@app/contract';
import { Shop } from './shop.entity';

/** A plan as an operator sets it. */
export interface SetPlan {
  readonly plan: Plan;
  /** null: the plan has no end. */
  readonly planExpiresAt: Date | null;
}

const endedIds = z.array(z.uuid()).nullable();

/** As the HTTP contract has it; `shop_view` is the same for the functions of one round trip. */
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
 * Shops: profile, plan and erasure. Every method works in the transaction of the `manager`: that of `LiveTenant.run` for the
 * owner of a shop, that of `OwnerConnection` for an operator.
 */
@Injectable()
export class Shops {
  /** @returns null where there is no such shop, or where it is not the one of the transaction */
  find(
    manager: EntityManager,
    by: { readonly id: string } | { readonly phone: string },
  ): Promise<Shop | null> {
    return manager.findOneBy(Shop, by);
  }

  /** @throws DomainError `token_invalid` where the shop was erased after the check of its session */
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

  /** Sets the plan. @returns the shop as it was before, and whether this changed it; null where there is no such shop */
  async setPlan(
    manager: EntityManager,
    id: string,
    to: SetPlan,
  ): Promise<{ readonly before: Shop; readonly isChanged: boolean } | null> {
    // Concurrent calls wait here, so one of them alone reports the change.
    const before = await manager.findOne(Shop, { where: { id }, lock: { mode: 'for_no_key_update' } });
    if (before === null) return null;
    const isChanged =
      before.plan !== to.plan || before.planExpiresAt?.getTime() !== to.planExpiresAt?.getTime();
    if (isChanged) await manager.update(Shop, { id }, { ...to });
    return { before, isChanged };
  }

  /**
   * Erases the shop, every row that refers to it, and the Telegram link of its owner. The function checks the session again
   * under the lock of the shop, because only one of concurrent calls may succeed.
   * @returns the sessions that ended
   * @throws DomainError `token_invalid` where the session has ended
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
