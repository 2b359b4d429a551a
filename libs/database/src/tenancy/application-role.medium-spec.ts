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

  /** A database that belongs to a login without other rights. */
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

  const expectServing = async (url: string): Promise<void> => {
    const database = await booted(url);
    await expect(database.query('select current_user as role')).resolves.toEqual([{ role: 'otpravka_app' }]);
    await expect(openShop(database, '+77011234567')).resolves.toBeDefined();
    await expect(database.query('select from shops')).resolves.toEqual([]);
  };

  it('is created and taken by a schema owner that may create roles', async () => {
    const url = await ownedDatabase('first', 'createrole');
    await migrate(url);
    await expectServing(url);
  });

  it('has no rights by itself', async () => {
    await migrate(await ownedDatabase('first', 'createrole'));
    await expect(
      asAdministrator(
        `select rolcanlogin or rolsuper or rolcreatedb or rolcreaterole or rolbypassrls or rolreplication as has_rights
           from pg_roles where rolname = 'otpravka_app'`,
      ),
    ).resolves.toEqual([{ has_rights: false }]);
  });

  it('is created by an administrator with the printed SQL if the schema owner may not create roles', async () => {
    const url = await ownedDatabase('first');
    const sql = await administratorsSql(url);
    expect(sql).toBe('create role otpravka_app nologin; grant otpravka_app to first;');

    await asAdministrator(sql);
    await migrate(url);
    await expectServing(url);
  });

  it.each(['nocreaterole', 'createrole'])(
    'is granted by an administrator if another database has created it (owner with %s)',
    async (rights) => {
      await migrate(await ownedDatabase('first', 'createrole'));
      const url = await ownedDatabase('second', rights);
      const sql = await administratorsSql(url);
      expect(sql).toBe('grant otpravka_app to second;');

      await asAdministrator(sql);
      await migrate(url);
      await expectServing(url);
    },
  );

  it('is created once when two databases of the cluster are migrated at the same time', async () => {
    const urls = databases.map((name) => {
      const url = new URL(cluster.url);
      url.pathname = `/${name}`;
      return url.href;
    });
    for (const name of databases) await asAdministrator(`create database ${name}`);
    await Promise.all(urls.map((url) => migrate(url)));
    for (const url of urls) await expectServing(url);
  });

  it('stops the boot if it does not exist', async () => {
    const boot = booted(cluster.url);
    await expect(boot).rejects.toBeInstanceOf(UnfitDatabase);
    await expect(boot).rejects.toThrow(
      'The services may not take the role otpravka_app. Run "npm run migrate" first',
    );
  });

  it('stops the boot if the login may not take it', async () => {
    await migrate(await ownedDatabase('first', 'createrole'));
    await expect(booted(await ownedDatabase('second'))).rejects.toBeInstanceOf(UnfitDatabase);
  });

  it.each(['superuser', 'bypassrls'])('stops the boot if it has the attribute %s', async (attribute) => {
    const url = await ownedDatabase('first', 'createrole');
    await migrate(url);
    await asAdministrator(`alter role otpravka_app ${attribute}`);
    await expect(booted(url)).rejects.toThrow('The role otpravka_app could bypass row security');
  });

  it('stops the boot if it is a member of a role that bypasses row security', async () => {
    const url = await ownedDatabase('first', 'createrole');
    await migrate(url);
    await asAdministrator('grant pg_monitor to otpravka_app');
    await expectServing(url);

    await ownedDatabase('second', 'bypassrls');
    await asAdministrator('grant second to otpravka_app');
    await expect(booted(url)).rejects.toThrow('The role otpravka_app could bypass row security');
  });

  it('stops the boot if it is a member of the owner of a table', async () => {
    const url = await ownedDatabase('first', 'createrole');
    await migrate(url);
    await ownedDatabase('second');
    const database = new URL(cluster.url);
    database.pathname = '/first';
    await asOwner(database.href, 'alter table activity owner to second');
    await asAdministrator('grant second to otpravka_app with inherit false');
    await expect(booted(url)).rejects.toThrow('its owner is the service, on: activity.');
  });

  it('stops the boot if it is a member of a role with a policy that exposes rows', async () => {
    const url = await ownedDatabase('first', 'createrole');
    await migrate(url);
    await asOwner(url, 'create policy of_readers on activity to pg_read_all_stats using (true)');
    await expectServing(url);

    await asAdministrator('grant pg_read_all_stats to otpravka_app');
    await expect(booted(url)).rejects.toThrow('activity (policy of_readers)');
  });
});
