import { Injectable } from '@nestjs/common';
import { Tenant } from '@app/database';
import { Product } from './product.entity';

@Injectable()
export class Products {
  constructor(private readonly tenant: Tenant) {}

  list(shopId: string): Promise<Product[]> {
    return this.tenant.run(shopId, (manager) => manager.find(Product, { order: { sku: 'asc' } }));
  }

  /** Adds a product, or changes the title of the product with this `sku`. */
  async put(shopId: string, product: { sku: string; title: string }): Promise<void> {
    await this.tenant.run(shopId, (manager) =>
      manager.upsert(Product, { ...product, shopId }, ['shopId', 'sku']),
    );
  }

  async remove(shopId: string, id: string): Promise<void> {
    await this.tenant.run(shopId, (manager) => manager.delete(Product, { id }));
  }
}
