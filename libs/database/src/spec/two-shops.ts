import { asOwner, freshDatabase, type TestDatabase } from '@app/testing';
import { DataSource } from 'typeorm';
import type { Database } from '../connection/database';
import { Tenant } from '../tenancy/tenant';
import { Products1764000000000 } from '../../../../examples/products/1764000000000-products';
import { booted, useDatabase } from './databases';
import { type OpenedShop, openShop } from './shops';

/** Drops tables of these names, because a team may have its own. */
export async function databaseWithoutProducts(): Promise<TestDatabase> {
  const store = await freshDatabase();
  await asOwner(store.url, 'drop table if exists sales, products cascade');
  return store;
}

/** A database with the tables of the worked example (docs/tenancy.md). */
export async function databaseWithProducts(): Promise<TestDatabase> {
  const store = await databaseWithoutProducts();
  await migrating(store.url, (migration, runner) => migration.up(runner));
  return store;
}

export async function migrating(
  url: string,
  work: (
    migration: Products1764000000000,
    runner: ReturnType<DataSource['createQueryRunner']>,
  ) => Promise<void>,
): Promise<void> {
  const owner = await new DataSource({ type: 'postgres', url }).initialize();
  await work(new Products1764000000000(), owner.createQueryRunner());
  await owner.destroy();
}

export interface ShopWithProduct extends OpenedShop {
  readonly productId: string;
}

export interface TwoShops {
  readonly database: Database;
  readonly tenant: Tenant;
  readonly ours: ShopWithProduct;
  readonly theirs: ShopWithProduct;
}

/** Two shops, each with a product of the same `sku` and a sale of it. The title of their product is "secret". */
export async function twoShops(url: string): Promise<TwoShops> {
  const database = await booted(url);
  const withProduct = async (phone: string, title: string): Promise<ShopWithProduct> => {
    const shop = await openShop(database, phone);
    const [product] = await asOwner<{ id: string }>(
      url,
      `insert into products (shop_id, sku, title) values ($1, 'tea', $2) returning id`,
      [shop.shopId, title],
    );
    await asOwner(url, 'insert into sales (shop_id, product_id, quantity) values ($1, $2, 1)', [
      shop.shopId,
      product!.id,
    ]);
    return { ...shop, productId: product!.id };
  };
  const ours = await withProduct('+77011111111', 'ours');
  const theirs = await withProduct('+77022222222', 'secret');
  return { database, tenant: new Tenant(database), ours, theirs };
}

/** Registers hooks that create a database with `twoShops` before all tests, and drop it after them. */
export function useTwoShops(): TwoShops & { readonly url: string } {
  const store = useDatabase('all tests', databaseWithProducts);
  let shops: TwoShops;
  beforeAll(async () => {
    shops = await twoShops(store.url);
  });
  return {
    get url() {
      return store.url;
    },
    get database() {
      return shops.database;
    },
    get tenant() {
      return shops.tenant;
    },
    get ours() {
      return shops.ours;
    },
    get theirs() {
      return shops.theirs;
    },
  };
}

/** Inserts the ids of both shops and their products into SQL, as injected or mistaken SQL would have them. */
export const withIds = (sql: string, { ours, theirs }: TwoShops): string =>
  sql
    .replaceAll(':our_product', `'${ours.productId}'`)
    .replaceAll(':their_product', `'${theirs.productId}'`)
    .replaceAll(':ours', `'${ours.shopId}'`)
    .replaceAll(':theirs', `'${theirs.shopId}'`);
