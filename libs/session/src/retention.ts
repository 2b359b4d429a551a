import type { Database } from '@app/database';
import { z } from 'zod';

/** A batch of this size ends before the time limit of statements, even if Postgres has nothing of it in its cache. */
const ROWS_PER_BATCH = 200;

const deletedRows = z.object({ sessions: z.int(), activity: z.int() });

/** The number of rows that one batch deleted, by table. */
export type DeletedRows = Readonly<z.infer<typeof deletedRows>>;

/** How long the data of sessions is kept: ended sessions 30 days, activity 180 days, of any shop. */
export class Retention {
  constructor(private readonly database: Database) {}

  /**
   * Deletes everything that is older, in batches.
   * @param onBatch is called after each batch, so that a later failure does not hide what was deleted before
   * @returns whether it came to the end of the older rows, apart from rows that others lock now; false while another caller deletes, and after the signal has aborted
   */
  async deleteExpired(onBatch: (deleted: DeletedRows) => void, signal?: AbortSignal): Promise<boolean> {
    while (signal?.aborted !== true) {
      const deleted = await this.database.call('delete_expired_batch', [ROWS_PER_BATCH], deletedRows);
      if (deleted === null) return false;
      onBatch(deleted);
      if (Math.max(deleted.sessions, deleted.activity) < ROWS_PER_BATCH) return true;
    }
    return false;
  }
}
