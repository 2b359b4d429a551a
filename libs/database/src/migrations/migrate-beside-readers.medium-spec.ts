import { asOwner, freshDatabase, type TestDatabase } from '@app/testing';
import { Client } from 'pg';
import { migrate } from '../migrator';

const TABLES = 'shops, telegram_accounts, sessions, activity, migrations, isolated_tables, applied_functions';

describe('a migrate during a long read of every table, such as a pg_dump,', () => {
  let store: TestDatabase;
  let reader: Client;

  beforeEach(async () => {
    store = await freshDatabase();
    reader = new Client({ connectionString: store.url });
    await reader.connect();
    await reader.query(`begin; lock table ${TABLES} in access share mode`);
  });
  afterEach(async () => {
    await reader.end();
    await store.drop();
  });

  const urlWithShortTimeout = (): string => {
    const url = new URL(store.url);
    url.searchParams.set('options', '-c lock_timeout=100ms');
    return url.href;
  };

  it('succeeds if nothing must change', async () => {
    await expect(migrate(urlWithShortTimeout())).resolves.toEqual([]);
  });

  it('replaces a function that somebody changed', async () => {
    await asOwner(
      store.url,
      `create or replace function effective_plan(p_plan text, p_plan_expires_at timestamptz) returns text
         language sql stable set search_path = pg_catalog, pg_temp as 'select null'`,
    );
    await expect(migrate(urlWithShortTimeout())).resolves.toEqual([]);
    await expect(asOwner(store.url, `select effective_plan('pro', null) as plan`)).resolves.toEqual([
      { plan: 'pro' },
    ]);
  });

  it('fails soon, with the reason, if a table must change', async () => {
    await reader.query('rollback');
    await asOwner(store.url, 'alter table telegram_accounts disable row level security');
    await reader.query(`begin; lock table ${TABLES} in access share mode`);
    await expect(migrate(urlWithShortTimeout())).rejects.toThrow(
      /^a table must be changed, but another session.* has locked it\..* Run "npm run migrate" again/,
    );
    await reader.query('rollback');
    await expect(migrate(urlWithShortTimeout())).resolves.toEqual([]);
  });
});
