import { asOwner, freshDatabase, type TestDatabase } from '@app/testing';
import { DataSource } from 'typeorm';
import { UnfitDatabase } from './preconditions';
import { booted, closeDatabases } from '../spec/databases';
import { enableTenantIsolation } from '../tenancy/tenant-isolation';

/** Changes of a team that open a table in spite of row security. */
describe('a service over an isolated table', () => {
  let store: TestDatabase;

  beforeEach(async () => {
    store = await freshDatabase();
    const owner = await new DataSource({ type: 'postgres', url: store.url }).initialize();
    const runner = owner.createQueryRunner();
    await runner.query(
      'create table goods (id int primary key, shop_id uuid not null references shops (id) on delete cascade)',
    );
    await enableTenantIsolation(runner, 'goods');
    await owner.destroy();
  });
  afterEach(async () => {
    await closeDatabases();
    await store.drop();
  });

  async function refusal(): Promise<string | undefined> {
    const failure: unknown = await booted(store.url).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (failure === undefined) return undefined;
    expect(failure).toBeInstanceOf(UnfitDatabase);
    return (failure as UnfitDatabase).message;
  }

  const TENANTS = `nullif(current_setting('app.shop_id', true), '')::uuid`;
  const ISOLATED = 'enable row level security; create policy own on';

  it.each([
    ['a policy for everybody', 'goods (policy everything)', 'create policy everything on goods using (true)'],
    [
      'a policy that lets new rows be of any shop',
      'goods (policy any_new)',
      'create policy any_new on goods for insert to otpravka_app with check (true)',
    ],
    [
      'a policy that holds only where a shop is named',
      'goods (policy unless)',
      `create policy unless on goods using (shop_id = ${TENANTS} or ${TENANTS} is null)`,
    ],
    ['the right to empty it', 'Revoke them from otpravka_app', 'grant truncate on goods to otpravka_app'],
    ['all rights', 'may on: goods.', 'grant all on goods to otpravka_app'],
    ['all rights for everybody', 'may on: goods.', 'grant all on goods to public'],
    [
      'a partition without row security',
      'on: old_goods',
      'create table old_goods () inherits (goods); grant select on old_goods to otpravka_app',
    ],
    [
      'a table that belongs to it and has no shop_id',
      'is the service, on: prices.',
      'create table prices (good_id int references goods); grant select on prices to otpravka_app',
    ],
    [
      'one that belongs to that one',
      'is the service, on: rebates.',
      `create table prices (id int primary key, good_id int references goods); alter table prices enable row level security;
       create table rebates (price_id int references prices);
       grant select on prices, rebates to otpravka_app`,
    ],
    [
      'a view',
      'as its owner: titles.',
      'create view titles as select id from goods; grant select on titles to otpravka_app',
    ],
    [
      'a view of one column for everybody',
      'as its owner: titles.',
      'create view titles as select id, shop_id from goods; grant select (id) on titles to public',
    ],
    [
      'a view that rows are written through',
      'as its owner: titles.',
      'create view titles as select * from goods; grant delete on titles to otpravka_app',
    ],
    [
      'a view over a view, in another schema',
      'as its owner: stock.titles.',
      `create schema stock; grant usage on schema stock to otpravka_app;
       create view titles with (security_invoker) as select id from goods;
       create view stock.titles as select id from titles; grant select on stock.titles to otpravka_app`,
    ],
    [
      'a materialized view',
      'as its owner: titles.',
      'create materialized view titles as select id from goods; grant select on titles to otpravka_app',
    ],
    [
      'a view of the table of all shops',
      'as its owner: names.',
      'create view names as select name from shops; grant select on names to otpravka_app',
    ],
    [
      'a function that runs as its owner, for everybody',
      'plant them: how_many().',
      `create function how_many() returns bigint language sql security definer
         set search_path = public, pg_temp as 'select count(*) from goods'`,
    ],
    [
      'a function that runs as its owner, with the tables of its caller',
      'plant them: how_many().',
      `create function how_many() returns bigint language sql security definer as 'select count(*) from goods';
       revoke all on function how_many() from public; grant execute on function how_many() to otpravka_app`,
    ],
    [
      'a function that runs as its owner, and looks names up in the schema of the tables',
      'plant them: how_many().',
      `create function how_many() returns bigint language sql security definer
         set search_path = public, pg_temp as 'select count(*) from goods';
       revoke all on function how_many() from public; grant execute on function how_many() to otpravka_app`,
    ],
    [
      'the right of everybody to create in the schema of the tables',
      'may create objects in: public.',
      'grant create on schema public to public',
    ],
    [
      'its own right to create there',
      'may create objects in: public.',
      'grant create on schema public to otpravka_app',
    ],
    [
      'that right in a schema where a team keeps its tables',
      'may create objects in: stock.',
      `create schema stock; create table stock.pallets (shop_id uuid);
       alter table stock.pallets enable row level security; grant create on schema stock to otpravka_app`,
    ],
    [
      'a table that lost its policy',
      'enableTenantIsolation is missing, as after a restored dump, on: goods.',
      'drop policy tenant_isolation on goods',
    ],
    [
      'row security and no policy, as a restored dump has it',
      'there is no policy, as after a restored dump, on: bare.',
      'create table bare (shop_id uuid); alter table bare enable row level security',
    ],
    [
      'a function that somebody changed',
      'is not the one of this build: session_of_shop. Run "npm run migrate"',
      `create or replace function session_of_shop(p_shop_id uuid, p_session_id uuid) returns jsonb
         language plpgsql security definer set search_path = pg_catalog, pg_temp as 'begin return null; end'`,
    ],
    [
      'a function that it may not call',
      'is not the one of this build: list_activity. Run "npm run migrate"',
      'revoke execute on function list_activity from otpravka_app',
    ],
  ])('does not boot beside %s', async (_, advice, sql) => {
    await asOwner(store.url, sql);
    await expect(refusal()).resolves.toContain(advice);
  });

  it('refuses with everything that is wrong at once', async () => {
    await asOwner(
      store.url,
      `create table orders (shop_id uuid); create policy everything on goods using (true);
       create view titles as select id from goods; grant select on titles to otpravka_app`,
    );
    const advice = await refusal();
    for (const name of ['orders', 'goods (policy everything)', 'titles']) expect(advice).toContain(name);
  });

  it.each([
    [
      'row security and a policy that gives nobody its rows',
      `create table bare (shop_id uuid); alter table bare enable row level security;
       create policy closed on bare as restrictive using (false)`,
    ],
    [
      'a policy that takes rows away',
      `create policy only_new on goods as restrictive to otpravka_app using (id > 7)`,
    ],
    ['a policy of somebody else', 'create policy of_statistics on goods to pg_monitor using (true)'],
    ['a policy of the same effect', `create policy again on goods for select using (shop_id = ${TENANTS})`],
    [
      'a partition of its own isolation',
      `create table orders (shop_id uuid) partition by list (shop_id);
       create table rest_of_orders partition of orders default;
       alter table orders ${ISOLATED} orders using (shop_id = ${TENANTS});
       alter table rest_of_orders enable row level security;
       grant select on orders to otpravka_app`,
    ],
    [
      'a table that belongs to it, which the services never reach',
      'create table audits (good_id int references goods)',
    ],
    [
      'a view that runs with the rights of its caller',
      'create view titles with (security_invoker = true) as select id from goods; grant select on titles to otpravka_app',
    ],
    ['a view that the services may not read', 'create view titles as select id from goods'],
    [
      'a view over nothing of a shop',
      'create table countries (name text); create view names as select name from countries; grant select on names to otpravka_app',
    ],
    [
      'a function for the services alone',
      `create function how_many() returns bigint language sql security definer
         set search_path = pg_catalog, pg_temp as 'select count(*) from public.goods';
       revoke all on function how_many() from public; grant execute on function how_many() to otpravka_app`,
    ],
  ])('boots beside %s', async (_, sql) => {
    await asOwner(store.url, sql);
    await expect(refusal()).resolves.toBeUndefined();
  });
});
