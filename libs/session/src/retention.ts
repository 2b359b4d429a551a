import type { Database } from '@app/database';
import { z } from 'zod';

/** A batch of this size ends before the time limit of statements, even if Postgres has nothing of it in its cache. */
const ROWS_PER_BATCH = 200;

/** How long the data of sessions is kept: ended sessions 30 days, activity 180 days, of any shop. */
export class Retention {
  constructor(private readonly database: Database) {}

  /** Deletes everything that is older. While another caller deletes, it does nothing. */
  async deleteExpired(signal?: AbortSignal): Promise<void> {
    let isMoreLeft = true;
    while (isMoreLeft && signal?.aborted !== true)
      isMoreLeft = (await this.database.call('delete_expired_rows', [ROWS_PER_BATCH], z.boolean())) ?? false;
  }
}
