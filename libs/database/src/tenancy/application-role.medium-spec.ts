import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '@app/embedded';
import { asOwner } from '@app/testing';
import { migrate } from '../migrator';
import { UnfitDatabase } from '../preconditions/preconditions';
import { booted, closeDatabases } from '../spec/databases';
import { openShop } from '../spec/shops';

/** Roles belong to the whole cluster, so these tests have a cluster of their own. */
describe('the role of the services', () => {
  let folder: string;
  let cluster: EmbeddedPostgres;
  const databases = ['first', 'second'];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'otpravka-roles-'));
    cluster = await EmbeddedPostgres.start({ dataDir: join(folder, 'postgres'), isThrowaway: true });
  });
  afterEach(async () => {
    await closeDatabases();
    for (const name of databases) await asAdministrator(`drop database if exists ${name} with (force)`);
    for (const role of ['otpravka_app', ...databases]) await asAdministrator(`drop role if exists ${role}`);
  });
  afterAll(async () => {
    await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const asAdministrator = (sql: string) => asOwner(cluster.url, sql);

  /** A database that belongs to a plain login without other rights. */
  async function ownedDatabase(name: string, rights = ''): Promise<string> {
    await asAdministrator(`create role ${name} login password '${name}' ${rights}`);
    await asAdministrator(`create database ${name} owner ${name}`);
    const url = new URL(cluster.url);
    url.username = url.password = name;
    url.pathname = `/${name}`;
    return url.href;
  }

  const administratorsSql = async (url: string): Promise<string> => {
    const failure = await migrate(url).catch((error: unknown) => error as Error);
    const [, sql] = /An administrator runs: (.*)$/.exec((failure as Error).message) ?? [];
    return sql ?? `nothing, for: ${(failure as Error).message}`;
  };

  const isServing = async (url: string): Promise<void> => {
    const database = await booted(url);
    await expect(database.query('select current_user as role')).resolves.toEqual([{ role: 'otpravka_app' }]);
    await expect(openShop(database, '+77011234567')).resolves.toBeDefined();
    await expect(database.query('select from shops')).resolves.toEqual([]);
  };

  it('is created and taken by a plain owner with the right to create roles', async () => {
    const url = await ownedDatabase('first', 'createrole');
    await migrate(url);
    await isServing(url);
  });

  it('has no rights by itself', async () => {
    await migrate(await ownedDatabase('first', 'createrole'));
    await expect(
      asAdministrator(
        `select rolcanlogin or rolsuper or rolcreatedb or rolcreaterole or rolbypassrls or rolreplication as mighty
           from pg_roles where rolname = 'otpravka_app'`,
      ),
    ).resolves.toEqual([{ mighty: false }]);
  });

  it('needs an administrator, with exact SQL, where the owner may not create roles', async () => {
    const url = await ownedDatabase('first');
    const sql = await administratorsSql(url);
    expect(sql).toBe('create role otpravka_app nologin; grant otpravka_app to first;');

    await asAdministrator(sql);
    await migrate(url);
    await isServing(url);
  });

  it.each(['', 'createrole'])(
    'that another database had made is asked of the administrator for this owner (%s)',
    async (rights) => {
      await migrate(await ownedDatabase('first', 'createrole'));
      const url = await ownedDatabase('second', rights);
      const sql = await administratorsSql(url);
      expect(sql).toBe('grant otpravka_app to second;');

      await asAdministrator(sql);
      await migrate(url);
      await isServing(url);
    },
  );

  it('is created once, though two databases of the cluster are migrated at the same time', async () => {
    const urls = databases.map((name) => {
      const url = new URL(cluster.url);
      url.pathname = `/${name}`;
      return url.href;
    });
    for (const name of databases) await asAdministrator(`create database ${name}`);
    await Promise.all(urls.map((url) => migrate(url)));
    for (const url of urls) await isServing(url);
  });

  it('that does not exist stops the boot, with the advice to run npm run migrate', async () => {
    const boot = booted(cluster.url);
    await expect(boot).rejects.toBeInstanceOf(UnfitDatabase);
    await expect(boot).rejects.toThrow(
      'The services may not take the role otpravka_app. Run "npm run migrate" first',
    );
  });

  it('that this login may not take stops the boot', async () => {
    await migrate(await ownedDatabase('first', 'createrole'));
    await expect(booted(await ownedDatabase('second'))).rejects.toBeInstanceOf(UnfitDatabase);
  });

  it.each(['superuser', 'bypassrls'])('that was given %s stops the boot', async (might) => {
    const url = await ownedDatabase('first', 'createrole');
    await migrate(url);
    await asAdministrator(`alter role otpravka_app ${might}`);
    await expect(booted(url)).rejects.toThrow('The role otpravka_app could pass row security');
  });

  it('that may become a role which bypasses row security stops the boot', async () => {
    const url = await ownedDatabase('first', 'createrole');
    await migrate(url);
    await asAdministrator('grant pg_monitor to otpravka_app');
    await isServing(url);

    await ownedDatabase('second', 'bypassrls');
    await asAdministrator('grant second to otpravka_app');
    await expect(booted(url)).rejects.toThrow('The role otpravka_app could pass row security');
  });

  it('that may become the owner of a table stops the boot', async () => {
    const url = await ownedDatabase('first', 'createrole');
    await migrate(url);
    await ownedDatabase('second');
    const database = new URL(cluster.url);
    database.pathname = '/first';
    await asOwner(database.href, 'alter table activity owner to second');
    await asAdministrator('grant second to otpravka_app with inherit false');
    await expect(booted(url)).rejects.toThrow('its owner is the service, on: activity.');
  });

  it('is subject to a policy for a role that it was granted', async () => {
    const url = await ownedDatabase('first', 'createrole');
    await migrate(url);
    await asOwner(url, 'create policy of_readers on activity to pg_read_all_stats using (true)');
    await isServing(url);

    await asAdministrator('grant pg_read_all_stats to otpravka_app');
    await expect(booted(url)).rejects.toThrow('activity (policy of_readers)');
  });
});
