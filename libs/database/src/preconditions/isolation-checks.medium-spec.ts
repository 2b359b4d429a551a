import { asOwner } from '@app/testing';
import { DataSource } from 'typeorm';
import { booted, useDatabase } from '../spec/databases';
import { refusalOf } from '../spec/refusal-of';
import { enableTenantIsolation } from '../tenancy/tenant-isolation';

/** A team can make changes that expose the rows of a table with row security. */
describe('a service with an isolated table', () => {
  const store = useDatabase('each test');

  beforeEach(async () => {
    const owner = await new DataSource({ type: 'postgres', url: store.url }).initialize();
    const runner = owner.createQueryRunner();
    await runner.query(
      'create table goods (id int primary key, shop_id uuid not null references shops (id) on delete cascade)',
    );
    await enableTenantIsolation(runner, 'goods');
    await owner.destroy();
  });

  const CURRENT_SHOP = `nullif(current_setting('app.shop_id', true), '')::uuid`;
  const ISOLATED = 'enable row level security; create policy own on';

  it.each([
    ['a policy for everybody', 'goods (policy everything)', 'create policy everything on goods using (true)'],
    [
      'a policy that accepts new rows of any shop',
      'goods (policy any_new)',
      'create policy any_new on goods for insert to otpravka_app with check (true)',
    ],
    [
      'a policy that isolates only if a shop is set',
      'goods (policy unless)',
      `create policy unless on goods using (shop_id = ${CURRENT_SHOP} or ${CURRENT_SHOP} is null)`,
    ],
    ['the right to truncate it', 'Revoke them from otpravka_app', 'grant truncate on goods to otpravka_app'],
    ['all rights on it for the service', 'the service has on: goods.', 'grant all on goods to otpravka_app'],
    ['all rights on it for everybody', 'the service has on: goods.', 'grant all on goods to public'],
    [
      'a partition without row security',
      'on: old_goods',
      'create table old_goods () inherits (goods); grant select on old_goods to otpravka_app',
    ],
    [
      'a table without shop_id that has a foreign key to it',
      'is the service, on: prices.',
      'create table prices (good_id int references goods); grant select on prices to otpravka_app',
    ],
    [
      'a table with a foreign key to such a table',
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
      'a view through which rows can be deleted',
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
      'may create objects: how_many().',
      `create function how_many() returns bigint language sql security definer
         set search_path = public, pg_temp as 'select count(*) from goods'`,
    ],
    [
      'a function that runs as its owner, with the search path of its caller',
      'may create objects: how_many().',
      `create function how_many() returns bigint language sql security definer as 'select count(*) from goods';
       revoke all on function how_many() from public; grant execute on function how_many() to otpravka_app`,
    ],
    [
      'a function that runs as its owner, with the schema of the tables in its search path',
      'may create objects: how_many().',
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
      'the right of the service to create in the schema of the tables',
      'may create objects in: public.',
      'grant create on schema public to otpravka_app',
    ],
    [
      'the right of the service to create in a schema of team tables',
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
      'a table with row security and no policy, as after a restored dump',
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
      'a function that the service may not call',
      'is not the one of this build: list_activity. Run "npm run migrate"',
      'revoke execute on function list_activity from otpravka_app',
    ],
  ])('does not boot with %s', async (_, advice, sql) => {
    await asOwner(store.url, sql);
    await expect(refusalOf(booted(store.url))).resolves.toContain(advice);
  });

  it('names all faults at once', async () => {
    await asOwner(
      store.url,
      `create table orders (shop_id uuid); create policy everything on goods using (true);
       create view titles as select id from goods; grant select on titles to otpravka_app`,
    );
    const advice = await refusalOf(booted(store.url));
    for (const name of ['orders', 'goods (policy everything)', 'titles']) expect(advice).toContain(name);
  });

  it.each([
    [
      'a table with row security and a policy that gives nobody its rows',
      `create table bare (shop_id uuid); alter table bare enable row level security;
       create policy closed on bare as restrictive using (false)`,
    ],
    ['a restrictive policy', `create policy only_new on goods as restrictive to otpravka_app using (id > 7)`],
    ['a policy for another role', 'create policy of_statistics on goods to pg_monitor using (true)'],
    [
      'a policy of the same effect',
      `create policy again on goods for select using (shop_id = ${CURRENT_SHOP})`,
    ],
    [
      'a partition with row security of its own',
      `create table orders (shop_id uuid) partition by list (shop_id);
       create table rest_of_orders partition of orders default;
       alter table orders ${ISOLATED} orders using (shop_id = ${CURRENT_SHOP});
       alter table rest_of_orders enable row level security;
       grant select on orders to otpravka_app`,
    ],
    [
      'a table with a foreign key to it, which the services cannot reach',
      'create table audits (good_id int references goods)',
    ],
    [
      'a view that runs with the rights of its caller',
      'create view titles with (security_invoker = true) as select id from goods; grant select on titles to otpravka_app',
    ],
    ['a view that the services may not read', 'create view titles as select id from goods'],
    [
      'a view over a table without rows of shops',
      'create table countries (name text); create view names as select name from countries; grant select on names to otpravka_app',
    ],
    [
      'a function for the services alone',
      `create function how_many() returns bigint language sql security definer
         set search_path = pg_catalog, pg_temp as 'select count(*) from public.goods';
       revoke all on function how_many() from public; grant execute on function how_many() to otpravka_app`,
    ],
  ])('boots with %s', async (_, sql) => {
    await asOwner(store.url, sql);
    await expect(booted(store.url)).resolves.toBeDefined();
  });
});
