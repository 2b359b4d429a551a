import { Injectable } from '@nestjs/common';

export interface Order {
  readonly number: number;
  readonly title: string;
}

/** The orders of each shop. A real back end has a database. */
@Injectable()
export class Orders {
  private readonly byShop = new Map<string, readonly Order[]>();

  list(shopId: string): readonly Order[] {
    return this.byShop.get(shopId) ?? [];
  }

  add(shopId: string, title: string): Order {
    const orders = this.list(shopId);
    const order = { number: orders.length + 1, title };
    this.byShop.set(shopId, [...orders, order]);
    return order;
  }
}
