import { asOwner, DebianPostgres } from '@app/testing';
import { DataSource } from 'typeorm';
import { migrate } from '../migrator';
import { UnfitDatabase } from '../preconditions/preconditions';
import { Products1764000000000 } from '../../../../examples/products/1764000000000-products';
import { booted, closeDatabases } from '../spec/databases';
import { type OpenedShop, openShop } from '../spec/shops';
import { Tenant } from '../tenancy/tenant';

/** The drill of docs/deploy/index.md: a dump is restored to a new server, which has no role of the services. */
describe('a database that was restored to a new server', () => {
  let former: DebianPostgres;
  let target: DebianPostgres;
  let ours: OpenedShop;
  let theirs: OpenedShop;

  beforeAll(async () => {
    [former, target] = await Promise.all([DebianPostgres.start(), DebianPostgres.start()]);
    await migrate(former.url());
    const owner = await new DataSource({ type: 'postgres', url: former.url() }).initialize();
    await new Products1764000000000().up(owner.createQueryRunner());
    await owner.destroy();
    const database = await booted(former.url());
    ours = await openShop(database, '+77011111111');
    theirs = await openShop(database, '+77022222222');
    await closeDatabases();
    for (const { shopId } of [ours, theirs]) {
      await asOwner(former.url(), `insert into products (shop_id, sku, title) values ($1, 'tea', 'Tea')`, [
        shopId,
      ]);
    }
  });
  afterEach(async () => {
    await closeDatabases();
    await asOwner(target.url(), 'drop database if exists shop with (force)');
    for (const role of ['otpravka_app', 'shop_owner'])
      await asOwner(target.url(), `drop role if exists ${role}`);
  });
  afterAll(() => Promise.all([former.stop(), target.stop()]));

  it.each([
    ['without owners and rights, as in docs/deploy/index.md', ['--no-owner', '--no-privileges']],
    ['with rights of roles that the new server lacks', []],
  ])('from a dump %s is isolated again after `migrate`', async (_, options) => {
    await asOwner(target.url(), `create role shop_owner login createrole`);
    await asOwner(target.url(), 'create database shop owner shop_owner');
    const url = target.url('shop', 'shop_owner');
    await target.restore(url, await former.dump('postgres', ...options));
    await expect(booted(url)).rejects.toBeInstanceOf(UnfitDatabase);

    await expect(migrate(url)).resolves.toEqual([]);
    const database = await booted(url);
    const tenant = new Tenant(database);
    for (const table of ['shops', 'sessions', 'activity', 'products']) {
      await expect(database.query(`select from ${table}`)).resolves.toEqual([]);
      await expect(
        tenant.run(ours.shopId, (manager) => manager.query(`select from ${table}`)),
      ).resolves.toHaveLength(1);
    }
    const [product] = await asOwner<{ id: string }>(
      target.url('shop'),
      'select id from products where shop_id = $1',
      [theirs.shopId],
    );
    const sale = tenant.run(ours.shopId, (manager) =>
      manager.query('insert into sales (shop_id, product_id, quantity) values ($1, $2, 1)', [
        theirs.shopId,
        product!.id,
      ]),
    );
    await expect(sale).rejects.toThrow(/row-level security/);
    await tenant.run(ours.shopId, (manager) => manager.query(`update products set title = 'Green tea'`));
    await expect(openShop(database, '+77033333333')).resolves.toBeDefined();
    await expect(asOwner(target.url('shop'), `select title from products order by title`)).resolves.toEqual([
      { title: 'Green tea' },
      { title: 'Tea' },
    ]);
  });

  it('is refused until `migrate` restores its rights, even if the server already has the role', async () => {
    await migrate(target.url('template1'));
    await asOwner(target.url(), 'create database shop template template0');
    const url = target.url('shop');
    await target.restore(url, await former.dump('postgres', '--no-owner', '--no-privileges'));
    await expect(booted(url)).rejects.toBeInstanceOf(UnfitDatabase);

    await expect(migrate(url)).resolves.toEqual([]);
    await expect(booted(url)).resolves.toBeDefined();
    await asOwner(target.url('template1'), 'drop owned by otpravka_app');
  });
});
