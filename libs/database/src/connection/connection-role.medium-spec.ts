import { isDatabaseUnavailable } from './database-unavailable';
import { UnfitDatabase } from '../preconditions/preconditions';
import { booted, closeDatabases, databaseOf, useDatabase } from '../spec/databases';

describe('every connection of the services', () => {
  const store = useDatabase('all tests');
  afterEach(closeDatabases);

  const withOptions = (options: string): string => {
    const url = new URL(store.url);
    url.searchParams.set('options', options);
    return url.href;
  };

  it('runs as otpravka_app, even if the URL names a superuser', async () => {
    const database = await booted(store.url);
    const rows = await Promise.all(
      Array.from({ length: 10 }, () =>
        database.query<{ pid: number; login: string; role: string }>(
          'select pg_backend_pid() as pid, session_user as login, current_user as role, pg_sleep(0.05)',
        ),
      ),
    );
    expect(new Set(rows.flat().map(({ pid }) => pid)).size).toBeGreaterThan(1);
    expect(new Set(rows.flat().map(({ role }) => role))).toEqual(new Set(['otpravka_app']));
    expect(rows.flat()[0]!.login).toBe(new URL(store.url).username);
  });

  it('keeps the role when a pooler resets the connection between two clients', async () => {
    const database = await booted(store.url);
    await database.query('reset role');
    await database.query('discard all');
    await expect(database.query('select current_user as role')).resolves.toEqual([{ role: 'otpravka_app' }]);
  });

  it('also has the options of the URL', async () => {
    const database = await booted(withOptions('-c work_mem=7MB -c role=postgres'));
    await expect(
      database.query(`select current_user as role, current_setting('work_mem') as work_mem`),
    ).resolves.toEqual([{ role: 'otpravka_app', work_mem: '7MB' }]);
  });

  it('has the name of its service', async () => {
    const database = await booted(store.url, { applicationName: 'otpravka-auth-api' });
    await expect(database.query('show application_name')).resolves.toEqual([
      { application_name: 'otpravka-auth-api' },
    ]);
  });

  it('cancels a statement at the server before its caller gives up', async () => {
    const database = await booted(store.url);
    const failure: unknown = await database.query('select pg_sleep(30)').catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: '57014' });
    expect(isDatabaseUnavailable(failure)).toBe(true);
  });

  it('is refused with another role, for example when a pooler drops the startup option', async () => {
    const database = databaseOf(store.url, {}, (options) => ({
      ...options,
      extra: { ...(options.extra as object), options: '' },
    }));
    const failure: unknown = await database.onModuleInit().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnfitDatabase);
    expect(failure).toMatchObject({
      message: expect.stringMatching(
        /runs as "postgres" and not as "otpravka_app".*\n(.*\n)*alter role otpravka_login set role = 'otpravka_app';\n/,
      ) as string,
    });
    expect(isDatabaseUnavailable(failure)).toBe(false);
  });
});
