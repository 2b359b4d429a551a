import type { Client } from 'pg';
import { type EntityManager, QueryFailedError, type QueryRunner, TypeORMError } from 'typeorm';
import type { Database } from '../connection/database';
import { DatabaseUnavailable, isDatabaseUnavailable } from '../connection/database-unavailable';

/** Runs work for one shop. Queries outside of `run` see no row of any shop. */
export class Tenant {
  constructor(private readonly database: Database) {}

  /** Runs `work` in a transaction that reads and writes the rows of this shop only. It rolls back if `work` fails. */
  async run<T>(shopId: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const runner = this.database.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      // SET LOCAL takes no parameter; `true` makes this setting local.
      await runner.query(`select set_config('app.shop_id', $1, true)`, [shopId]);
      const result = await work(runner.manager);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      // The pool has counted a connection that broke, or that it could not open.
      if (error instanceof QueryFailedError && !runner.isReleased) this.database.countFailure(error);
      // TypeORM releases a connection that breaks between two queries, and reports the next query as misuse.
      if (runner.isReleased && error instanceof TypeORMError) {
        throw new DatabaseUnavailable('The connection broke within the transaction', { cause: error });
      }
      await rollBack(runner, error);
      throw error;
    } finally {
      await runner.release();
    }
  }
}

async function rollBack(runner: QueryRunner, failure: unknown): Promise<void> {
  if (runner.isReleased) return;
  if (isDatabaseUnavailable(failure)) return disconnect(runner);
  await runner.rollbackTransaction().catch(() => disconnect(runner));
}

/** Ends the connection, so that the server rolls back by itself: a rollback would wait for as long as the work did. */
async function disconnect(runner: QueryRunner): Promise<void> {
  const client = await (runner.connect() as Promise<Client>).catch(() => undefined);
  void client?.end();
}
