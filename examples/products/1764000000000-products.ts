import type { MigrationInterface, QueryRunner } from 'typeorm';
import { enableTenantIsolation } from '../../libs/database/src/tenancy/tenant-isolation';

export class Products1764000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      create table products (
        id uuid primary key default uuid_v7(),
        shop_id uuid not null references shops (id) on delete cascade,
        sku text not null,
        title text not null,
        unique (shop_id, sku),
        unique (shop_id, id)
      )`);
    await enableTenantIsolation(queryRunner, 'products');

    await queryRunner.query(`
      create table sales (
        id uuid primary key default uuid_v7(),
        shop_id uuid not null references shops (id) on delete cascade,
        product_id uuid not null,
        quantity int not null,
        foreign key (shop_id, product_id) references products (shop_id, id) on delete cascade
      )`);
    await queryRunner.query(`create index sales_shop_id_product_id on sales (shop_id, product_id)`);
    await enableTenantIsolation(queryRunner, 'sales', { may: 'select, insert' });
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`drop table sales`);
    await queryRunner.query(`drop table products`);
  }
}
