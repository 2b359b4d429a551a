import type { Client } from 'pg';
import { type EntityManager, type QueryRunner, TypeORMError } from 'typeorm';
import type { Database } from './database';
import { DatabaseUnavailable, isDatabaseUnavailable } from './database-unavailable';

/** Work for one shop. What is done outside sees no row of any shop. */
export class Tenant {
  constructor(private readonly database: Database) {}

  /** A transaction in which only this shop's rows are seen and written; it is undone where `work` fails. */
  async run<T>(shopId: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const runner = this.database.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      // SET LOCAL takes no parameter; `true` makes this one as local.
      await runner.query(`select set_config('app.shop_id', $1, true)`, [shopId]);
      const result = await work(runner.manager);
      await runner.commitTransaction();
      return result;
    } catch (error) {
      // TypeORM releases a connection that breaks between two queries, and calls the next query a mistake of ours.
      if (runner.isReleased && error instanceof TypeORMError) {
        throw new DatabaseUnavailable('The connection broke within the transaction', { cause: error });
      }
      await undo(runner, error);
      throw error;
    } finally {
      await runner.release();
    }
  }
}

async function undo(runner: QueryRunner, failure: unknown): Promise<void> {
  if (runner.isReleased) return;
  if (isDatabaseUnavailable(failure)) return hangUp(runner);
  await runner.rollbackTransaction().catch(() => hangUp(runner));
}

/** The server undoes what was begun. A rollback would be waited for as long again, and nobody is to get this connection. */
async function hangUp(runner: QueryRunner): Promise<void> {
  const client = await (runner.connect() as Promise<Client>).catch(() => undefined);
  void client?.end();
}
