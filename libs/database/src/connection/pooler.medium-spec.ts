import { randomBytes, randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import {
  asOwner,
  freshDatabase,
  PgBouncer,
  type PgBouncerOptions,
  ServiceLogin,
  type TestDatabase,
} from '@app/testing';
import { Client } from 'pg';
import { z } from 'zod';
import type { Database } from './database';
import { migrate } from '../migrator';
import { UnfitDatabase } from '../preconditions/preconditions';
import { booted, closeDatabases } from '../spec/databases';
import { refusalOf } from '../spec/refusal-of';
import { openShop } from '../spec/shops';
import { Tenant } from '../tenancy/tenant';

/** A pooler that is configured to ignore startup options drops them without an error. */
const IGNORED = 'options,statement_timeout,extra_float_digits';

/** Fewer than the 10 connections of a service, so that two of them prepare the same statement on one of these. */
const SHARED = 5;

const MODES: [string, Pick<PgBouncerOptions, 'mode' | 'ignores' | 'serverConnections'>][] = [
  ['in session mode', { mode: 'session' }],
  ['in transaction mode', { mode: 'transaction', serverConnections: SHARED }],
  ['in session mode that drops startup options', { mode: 'session', ignores: IGNORED }],
  [
    'in transaction mode that drops startup options',
    { mode: 'transaction', ignores: IGNORED, serverConnections: SHARED },
  ],
];

describe.each(MODES)('behind a PgBouncer %s', (_, how) => {
  const superuser = `superuser_${randomBytes(6).toString('hex')}`;
  const settings = { role: 'otpravka_app', statement_timeout: '1500ms' };
  let withRole: string;
  let withoutRole: string;
  let logins: ServiceLogin[];
  let store: TestDatabase;
  let pooler: PgBouncer;

  beforeAll(async () => {
    store = await freshDatabase();
    logins = [await ServiceLogin.create(store.url, settings), await ServiceLogin.create(store.url)];
    [withRole, withoutRole] = logins.map(({ name }) => name) as [string, string];
    await asOwner(
      store.url,
      `create role ${superuser} superuser login password '${superuser}';
       alter role ${superuser} set role = 'otpravka_app'; alter role ${superuser} set statement_timeout = '1500ms'`,
    );
    const { username, password } = new URL(store.url);
    const users = {
      [withRole]: withRole,
      [withoutRole]: withoutRole,
      [superuser]: superuser,
      [username]: password,
    };
    pooler = await PgBouncer.inFrontOf(store.url, { ...how, users });
  });
  afterEach(closeDatabases);
  afterAll(async () => {
    await pooler.stop();
    await store.drop();
    for (const login of logins) await login.drop();
    await asOwner(new URL('/postgres', store.url).href, `drop role ${superuser}`);
  });

  const urlAs = (user: string) => pooler.url(store.url, user);

  it('a login that has the role by itself shows each shop only its own rows', async () => {
    const database = await booted(urlAs(withRole));
    await expect(database.query('select current_user as role')).resolves.toEqual([{ role: 'otpravka_app' }]);
    const shops = [await openShop(database, '+77011111111'), await openShop(database, '+77022222222')];
    const tenant = new Tenant(database);
    const seen = await Promise.all(
      Array.from({ length: 20 }, (__, at) => {
        const { shopId } = shops[at % 2]!;
        return tenant.run(shopId, async (manager) => {
          const rows = await manager.query<{ id: string }[]>('select id from shops');
          return rows.map(({ id }) => id === shopId);
        });
      }),
    );
    expect(seen).toEqual(Array.from({ length: 20 }, () => [true]));
    await expect(database.query('select from shops')).resolves.toEqual([]);
  });

  it('functions can be called, whether or not the pooler keeps prepared statements', async () => {
    const database = await booted(urlAs(withRole));
    const warning = jest.spyOn(Logger.prototype, 'warn');
    const ids = [randomUUID(), randomUUID()];
    const call = () => database.call('session_of_shop', ids, z.unknown());
    for (let round = 0; round < 5; round++) {
      const found = await Promise.all(Array.from({ length: 20 }, call));
      expect(found).toEqual(Array.from({ length: 20 }, () => null));
    }
    const warnings = warning.mock.calls.flat();
    warning.mockRestore();
    const isFallback = expect.stringContaining('does not keep prepared statements') as string;
    expect(warnings).toEqual(how.mode === 'transaction' ? [isFallback] : []);
  });

  it('a login without the role is refused for good, with the SQL to run', async () => {
    await expect(refusalOf(booted(urlAs(withoutRole)))).resolves.toContain(
      [
        'An administrator runs:',
        `grant otpravka_app to ${withoutRole};`,
        `alter role ${withoutRole} set role = 'otpravka_app';`,
        `alter role ${withoutRole} set statement_timeout = '1500ms';`,
        'Then make the pooler reconnect.',
      ].join('\n'),
    );
  });

  it('the schema owner is refused for good, with the SQL that creates a login for the services', async () => {
    await expect(refusalOf(booted(urlAs('postgres')))).resolves.toContain(
      [
        'An administrator runs:',
        `create role otpravka_login login password '…' noinherit;`,
        'grant otpravka_app to otpravka_login;',
        `alter role otpravka_login set role = 'otpravka_app';`,
        `alter role otpravka_login set statement_timeout = '1500ms';`,
        'Then name otpravka_login in DATABASE_URL.',
      ].join('\n'),
    );
  });

  it('a superuser is refused for good, even if it takes the role by itself', async () => {
    await expect(refusalOf(booted(urlAs(superuser)))).resolves.toContain(
      `its login "${superuser}" could bypass row security`,
    );
  });

  it('every connection cancels a statement at the server before its caller gives up', async () => {
    const database = await booted(urlAs(withRole));
    const found = await Promise.all(
      Array.from({ length: 8 }, () =>
        database.query<{ limit: string }>(
          `select current_setting('statement_timeout') as limit, pg_sleep(0.05)`,
        ),
      ),
    );
    expect(new Set(found.flat().map(({ limit }) => limit))).toEqual(new Set(['1500ms']));
  });

  it('a client that changes its role does not affect the services', async () => {
    const database = await booted(urlAs(withRole), { connections: 1 });
    await openShop(database, '+77033333333');
    await closeDatabases();
    const other = new Client({ connectionString: urlAs(withRole) });
    await other.connect();
    for (let at = 0; at < 5; at++) await other.query('set role none');
    const again: unknown = await booted(urlAs(withRole), { connections: 1 }).catch((error: unknown) => error);
    await other.end();
    if (again instanceof Error) {
      expect(again).toBeInstanceOf(UnfitDatabase);
      expect(again.message).toContain(`alter role ${withRole} set role`);
      return;
    }
    await expect((again as Database).query('select from shops')).resolves.toEqual([]);
  });

  if (how.mode === 'session') {
    it('migrations run', async () => {
      await expect(migrate(urlAs('postgres'))).resolves.toEqual([]);
    });
  }
});
