import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { z } from 'zod';
import type { Database } from './database';
import { booted, useDatabase } from '../spec/databases';

const STATEMENT = 'session_of_shop/2';

const warning = jest.spyOn(Logger.prototype, 'warn');

/** Calls a function through the one connection of the service. */
const call = (database: Database) =>
  database.call('session_of_shop', [randomUUID(), randomUUID()], z.unknown());

/** The statements that the connection has prepared, by name. */
async function preparedOn(database: Database): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    'select name from pg_prepared_statements order by name',
  );
  return rows.map(({ name }) => name);
}

describe('prepared statements', () => {
  const store = useDatabase('each test');
  let database: Database;

  beforeEach(async () => {
    database = await booted(store.url, { connections: 1 });
    warning.mockClear();
  });
  afterAll(() => warning.mockRestore());

  it('are prepared once where the connection keeps them', async () => {
    for (let times = 0; times < 3; times++) await expect(call(database)).resolves.toBeNull();
    expect(await preparedOn(database)).toEqual([STATEMENT]);
    expect(warning).not.toHaveBeenCalled();
  });

  it.each([
    [
      'has lost them (SQLSTATE 26000)',
      async () => {
        await call(database);
        await database.query('deallocate all');
      },
    ],
    [
      'has one of another client under the same name (SQLSTATE 42P05)',
      async () => {
        await database.query(`prepare "${STATEMENT}" as select 1`);
      },
    ],
  ])('are no longer used once a connection %s, and the call succeeds', async (_, disturb) => {
    await disturb();
    await expect(call(database)).resolves.toBeNull();
    expect(warning.mock.calls).toEqual([[expect.stringContaining('does not keep prepared statements')]]);

    // The pool has replaced the connection that reported the error.
    await expect(call(database)).resolves.toBeNull();
    expect(await preparedOn(database)).toEqual([]);
    expect(warning).toHaveBeenCalledTimes(1);
  });

  it('stay in use after any other error, which is thrown', async () => {
    await expect(
      database.call('session_of_shop', ['not a uuid', randomUUID()], z.unknown()),
    ).rejects.toMatchObject({
      code: '22P02',
    });
    await call(database);
    expect(await preparedOn(database)).toEqual([STATEMENT]);
    expect(warning).not.toHaveBeenCalled();
  });
});
