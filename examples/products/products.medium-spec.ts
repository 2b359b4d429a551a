import { generateKeyPairSync } from 'node:crypto';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Database, DatabaseModule } from '@app/database';
import { Secrets } from '@app/runtime';
import { AccessTokens, SessionModule } from '@app/session';
import { Shop } from '@app/shop';
import { asOwner, type TestDatabase } from '@app/testing';
import { DataSource } from 'typeorm';
import { ProblemFilter } from '../../apps/auth-api/src/http/problem.filter';
import { openShop } from '../../libs/database/src/spec/shops';
import {
  databaseWithoutProducts,
  databaseWithProducts,
  migrating,
} from '../../libs/database/src/spec/two-shops';
import { Product } from './product.entity';
import { ProductsModule } from './products.module';

/** The example of docs/tenancy.md, over HTTP. */
describe('the worked example', () => {
  let store: TestDatabase;
  let app: NestFastifyApplication;
  let url: string;

  beforeAll(async () => {
    store = await databaseWithProducts();
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

    @Module({
      imports: [
        DatabaseModule.forRoot({
          databaseUrl: store.url,
          applicationName: 'otpravka-spec',
          entities: [Shop, Product],
        }),
        SessionModule.forRoot({
          secrets: new Secrets(['a secret that only this spec uses, of 32 bytes and more']),
          jwt: { privateKeys: [privateKey], issuer: 'spec', audience: 'spec', accessTokenSeconds: 600 },
          session: { idleDays: 30, maxDays: 90, perShop: 10 },
        }),
        ProductsModule,
      ],
    })
    class Service {}

    app = await NestFactory.create<NestFastifyApplication>(Service, new FastifyAdapter(), { logger: false });
    app.useGlobalFilters(new ProblemFilter());
    await app.listen(0, '127.0.0.1');
    url = `${await app.getUrl()}/api/products`;
  });
  afterAll(async () => {
    await app?.close();
    await store.drop();
  });

  interface Owner {
    readonly shopId: string;
    readonly list: () => Promise<Product[]>;
    readonly put: (product: object) => Promise<number>;
    readonly remove: (id: string) => Promise<number>;
  }

  let phones = 0;

  /** A shop owner who is signed in. */
  async function owner(): Promise<Owner> {
    const shop = await openShop(app.get(Database), `+7701${String(++phones).padStart(7, '0')}`);
    const headers = {
      Authorization: `Bearer ${app.get(AccessTokens).sign(shop)}`,
      'Content-Type': 'application/json',
    };
    const { Authorization } = headers;
    return {
      shopId: shop.shopId,
      list: async () => (await fetch(url, { headers })).json() as Promise<Product[]>,
      put: async (product) =>
        (await fetch(url, { method: 'PUT', headers, body: JSON.stringify(product) })).status,
      remove: async (id) =>
        (await fetch(`${url}/${id}`, { method: 'DELETE', headers: { Authorization } })).status,
    };
  }

  it('keeps the products of two shops apart, even with the same name', async () => {
    const [anna, boris] = [await owner(), await owner()];
    await expect(anna.put({ sku: 'tea', title: 'Green tea' })).resolves.toBe(204);
    await expect(boris.put({ sku: 'tea', title: 'Black tea' })).resolves.toBe(204);
    await expect(anna.put({ sku: 'tea', title: 'White tea' })).resolves.toBe(204);
    await expect(anna.list()).resolves.toMatchObject([
      { sku: 'tea', title: 'White tea', shopId: anna.shopId },
    ]);
    await expect(boris.list()).resolves.toMatchObject([
      { sku: 'tea', title: 'Black tea', shopId: boris.shopId },
    ]);
  });

  it('deletes no product of another shop', async () => {
    const [anna, boris] = [await owner(), await owner()];
    await boris.put({ sku: 'tea', title: 'Black tea' });
    const [product] = await boris.list();
    await anna.remove(product!.id);
    await expect(boris.list()).resolves.toHaveLength(1);
    await boris.remove(product!.id);
    await expect(boris.list()).resolves.toEqual([]);
  });

  it('takes the shop from the token and ignores the shop in the body', async () => {
    const [anna, boris] = [await owner(), await owner()];
    await anna.put({ sku: 'tea', title: 'Green tea', shopId: boris.shopId, id: boris.shopId });
    await expect(boris.list()).resolves.toEqual([]);
    await expect(anna.list()).resolves.toMatchObject([{ shopId: anna.shopId }]);
  });

  it.each([
    ['a request without a token', {}],
    ['a forged token', { Authorization: 'Bearer eyJhbGciOiJub25lIn0.e30.' }],
  ])('answers %s with token_invalid', async (_, headers) => {
    const answer = await fetch(url, { headers });
    expect([answer.status, await answer.json()]).toEqual([
      401,
      expect.objectContaining({ code: 'token_invalid' }),
    ]);
  });

  it('answers an invalid body with 400', async () => {
    await expect((await owner()).put({ sku: '' })).resolves.toBe(400);
  });

  it('deletes products and sales with their shop', async () => {
    const [anna, boris] = [await owner(), await owner()];
    for (const { shopId, put } of [anna, boris]) {
      await put({ sku: 'tea', title: 'Tea' });
      await asOwner(
        store.url,
        'insert into sales (shop_id, product_id, quantity) select shop_id, id, 1 from products where shop_id = $1',
        [shopId],
      );
    }
    await asOwner(store.url, 'delete from shops where id = $1', [anna.shopId]);
    for (const table of ['products', 'sales']) {
      const left = `select shop_id from ${table} where shop_id in ($1, $2)`;
      await expect(asOwner(store.url, left, [anna.shopId, boris.shopId])).resolves.toEqual([
        { shop_id: boris.shopId },
      ]);
    }
  });
});

describe('the migration of the worked example', () => {
  let store: TestDatabase;
  beforeAll(async () => {
    store = await databaseWithoutProducts();
  });
  afterAll(() => store.drop());

  it('creates the table that the entity describes, and drops it again', async () => {
    const source = new DataSource({ type: 'postgres', url: store.url, entities: [Shop, Product] });
    await source.initialize();
    await migrating(store.url, (migration, runner) => migration.up(runner));
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);

    await migrating(store.url, (migration, runner) => migration.down(runner));
    await expect(
      asOwner(store.url, `select to_regclass('products') as products, to_regclass('sales') as sales`),
    ).resolves.toEqual([{ products: null, sales: null }]);
    await source.destroy();
  });
});
