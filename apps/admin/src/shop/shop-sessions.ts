import type { OwnerConnection } from '@app/database';
import { type Command, COUNTRY, NotFound, UsageError } from '../cli/command';
import { optionValue } from '../cli/parse-arguments';
import { safeText } from '../text/safe-text';
import { instantText } from '../text/time-text';
import { knownShop } from './shop-queries';
import { countryOf, positionalsOf, subjectOf } from './subject';

interface LiveSession {
  readonly id: string;
  readonly userAgent: string;
  readonly ip: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
}

const liveSessions = (database: OwnerConnection, shopId: string): Promise<LiveSession[]> =>
  database.query<LiveSession>(
    `select id, user_agent as "userAgent", ip, created_at as "createdAt", last_seen_at as "lastSeenAt", expires_at as "expiresAt"
      from public.sessions where shop_id = $1 and revoked_at is null and expires_at > now() order by last_seen_at desc`,
    [shopId],
  );

/** Locks the shop before its sessions, as the functions of the migrations do. @returns how many there were */
async function end(database: OwnerConnection, shopId: string, which: string): Promise<number> {
  return database.transaction(async () => {
    await database.query('select from public.shops where id = $1 for no key update', [shopId]);
    const [row] = await database.query<{ ended: number }>(
      `select public.revoke_sessions(array(select id from public.sessions where shop_id = $1 and $2 in ('all', id::text)), 'operator'::text) as ended`,
      [shopId, which],
    );
    return row?.ended ?? 0;
  });
}

const sessionText = (session: LiveSession, now: Date): string =>
  [
    session.id,
    `  ${session.userAgent === '' ? 'no user agent' : safeText(session.userAgent)}`,
    `  from ${safeText(session.ip)}, since ${instantText(session.createdAt, now)}`,
    `  last seen ${instantText(session.lastSeenAt, now)}, expires ${instantText(session.expiresAt, now)}`,
  ].join('\n');

export const shopSessions: Command = {
  ...{ group: 'shop', name: 'sessions', parameters: '<phone or shop id>' },
  summary: 'The live sessions of a shop; --end ends one of them, or all.',
  options: {
    end: { value: 'session id|all', help: 'ends it; its tokens become invalid at once' },
    country: COUNTRY,
  },
  async run(args, stores) {
    const [who] = positionalsOf(args, 1);
    const subject = subjectOf(who!, countryOf(args));
    const which = optionValue(args, 'end')?.toLowerCase();
    if (which === '') throw new UsageError('--end takes the id of a session, or all');
    const database = await stores.database();
    const { id, phone } = await knownShop(database, subject);
    if (which !== undefined) {
      const ended = await end(database, id, which);
      if (ended === 0 && which !== 'all') throw new NotFound('This shop has no live session with that id');
      const text = `${phone}: ${ended === 1 ? '1 session has' : `${ended} sessions have`} ended`;
      return { text, json: { shopId: id, phone, ended } };
    }
    const sessions = await liveSessions(database, id);
    const now = new Date();
    const text = [
      `${phone}: ${sessions.length} live`,
      ...sessions.map((each) => sessionText(each, now)),
    ].join('\n');
    return { text, json: { shopId: id, phone, sessions } };
  },
};
