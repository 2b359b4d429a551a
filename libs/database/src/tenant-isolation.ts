import type { QueryRunner } from 'typeorm';
import { APPLICATION_ROLE } from './application-role';

const NAME = /^[a-z_][a-z0-9_]{0,62}$/;

/**
 * Gives a table with `shop_id` row-level security: the services see and write rows of the shop that `Tenant.run` names,
 * and none outside it. Call it in the migration that makes the table.
 * @param options.column the column that holds the shop's id
 * @param options.may what the services may do with the rows they see
 * @throws Error where the name is no plain lower-case SQL name
 */
export async function enableTenantIsolation(
  queryRunner: QueryRunner,
  table: string,
  { column = 'shop_id', may = 'select, insert, update, delete' } = {},
): Promise<void> {
  for (const name of [table, column]) {
    if (!NAME.test(name)) throw new Error(`"${name}" is no plain name of a table or column`);
  }
  // After a SET LOCAL has ended the setting is '', not null.
  const isOfTheShop = `${column} = nullif(current_setting('app.shop_id', true), '')::uuid`;
  await queryRunner.query(`alter table ${table} enable row level security`);
  await queryRunner.query(
    `create policy tenant_isolation on ${table} to ${APPLICATION_ROLE} using (${isOfTheShop}) with check (${isOfTheShop})`,
  );
  await queryRunner.query(`grant ${may} on ${table} to ${APPLICATION_ROLE}`);
}
