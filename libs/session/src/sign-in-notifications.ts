import type { Database } from '@app/database';
import type { z } from 'zod';
import { dueNotifications } from './replies';

/** The most sign-ins that one call lists. */
export const DUE_BATCH = 100;
/** The API enqueues a notification within milliseconds after it has stored the session. */
const SETTLE_SECONDS = 10;

export type DueNotification = z.infer<typeof dueNotifications>[number];

/**
 * The sign-ins that their owner is to be notified of. The database decides this when it stores the session, so that a crash
 * before the notification is in the outbox loses nothing.
 */
export class SignInNotifications {
  constructor(private readonly database: Database) {}

  /** Lists sign-ins that are older than ten seconds and not settled, the oldest first. */
  async due(): Promise<readonly DueNotification[]> {
    return (await this.database.call(
      'list_due_notifications',
      [DUE_BATCH, SETTLE_SECONDS],
      dueNotifications,
    ))!;
  }

  /** Records that the notifications of these challenges are in the outbox. */
  async settle(challengeIds: readonly string[]): Promise<void> {
    await this.database.query('select settle_due_notifications($1)', [challengeIds]);
  }
}
