import type { ActivityAnswer, E164 } from '@app/contract';
import type { Database } from '@app/database';
import type { AccessClaims } from './access-tokens';
import type { ActivityEvent } from './activity-entry.entity';
import { callAsSession } from './call-as-session';
import { listedActivity } from './replies';
import type { SessionClient } from './sessions';

/** The events of shops. Each method is one round trip to Postgres. */
export class Activity {
  constructor(private readonly database: Database) {}

  /**
   * Lists the events of a shop, the newest first.
   * @param page.before `nextBefore` of the previous page
   * @throws DomainError `token_invalid`
   */
  async list(
    claims: AccessClaims,
    page: { readonly limit: number; readonly before?: string | undefined },
  ): Promise<ActivityAnswer> {
    // One extra entry shows whether there is a next page.
    const parameters = [page.limit + 1, page.before ?? null];
    const found = await callAsSession(this.database, 'list_activity', claims, parameters, listedActivity);
    const shown = found.slice(0, page.limit);
    return {
      items: shown.map(({ at, event, ip, userAgent }) => ({ at, event, ip, userAgent })),
      nextBefore: found.length > page.limit ? shown.at(-1)!.id : null,
    };
  }

  /** Records an event of a phone's shop. It does nothing if the phone has no shop. */
  async record(phone: E164, event: ActivityEvent, client?: SessionClient): Promise<void> {
    await this.database.query('select record_activity($1, $2, $3, $4)', [
      phone,
      event,
      client?.ip ?? null,
      client?.userAgent ?? null,
    ]);
  }
}
