import { Injectable } from '@nestjs/common';
import type { Shop, ShopPatch } from '@app/contract';
import { type AccessClaims, LiveTenant } from '@app/session';
import { Shops } from '@app/shop';

/** The shop of a session. Each method checks the session in its own transaction. */
@Injectable()
export class OwnShop {
  constructor(
    private readonly tenant: LiveTenant,
    private readonly shops: Shops,
  ) {}

  /** @throws DomainError `token_invalid` */
  get(claims: AccessClaims): Promise<Shop> {
    return this.tenant.run(claims, (manager) => this.shops.get(manager, claims.shopId));
  }

  /** @throws DomainError `token_invalid` */
  change(claims: AccessClaims, patch: ShopPatch): Promise<Shop> {
    return this.tenant.run(claims, (manager) => this.shops.change(manager, claims.shopId, patch));
  }

  /** @returns the sessions that ended @throws DomainError `token_invalid` */
  erase(claims: AccessClaims): Promise<readonly string[]> {
    return this.tenant.run(claims, (manager) => this.shops.erase(manager, claims));
  }
}
