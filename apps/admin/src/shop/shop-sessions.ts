import type { OwnerConnection } from '@app/database';
import { RevokedSessions, Session } from '@app/session';
import { type Command, type CommandOutput, COUNTRY, NotFound, UsageError } from '../cli/command';
import { optionValue } from '../cli/parse-arguments';
import { publishEvents } from '../publish-events';
import type { Stores } from '../stores';
import { endedSessionsText } from '../text/ended-sessions-text';
import { safeText } from '../text/safe-text';
import { instantText } from '../text/time-text';
import { liveSessionsOf, requireShop, type ShopRecord } from './shop-queries';
import { subjectOf } from './subject';

type LiveSession = Pick<Session, 'id' | 'userAgent' | 'ip' | 'createdAt' | 'lastSeenAt' | 'expiresAt'>;

const liveSessions = (database: OwnerConnection, shopId: string): Promise<LiveSession[]> =>
  database.transaction((manager) =>
    manager.find(Session, {
      select: { id: true, userAgent: true, ip: true, createdAt: true, lastSeenAt: true, expiresAt: true },
      where: liveSessionsOf(shopId),
      order: { lastSeenAt: 'desc' },
    }),
  );

/** Locks the shop before its sessions, as the database functions do. @returns the ids of the sessions that ended */
const endSessions = (database: OwnerConnection, shopId: string, which: string): Promise<string[]> =>
  database.transaction(async (manager) => {
    await manager.query('select from public.shops where id = $1 for no key update', [shopId]);
    const live = await manager.find(Session, { select: { id: true }, where: liveSessionsOf(shopId) });
    const ids = live.map(({ id }) => id).filter((id) => which === 'all' || id === which);
    await manager.query(`select public.revoke_sessions($1, 'operator'::text)`, [ids]);
    return ids;
  });

const sessionText = (session: LiveSession, now: Date): string =>
  [
    session.id,
    `  ${session.userAgent === '' ? 'no user agent' : safeText(session.userAgent)}`,
    `  from ${safeText(session.ip)}, since ${instantText(session.createdAt, now)}`,
    `  last seen ${instantText(session.lastSeenAt, now)}, expires ${instantText(session.expiresAt, now)}`,
  ].join('\n');

/** @throws NotFound if there is no live session with this id */
async function endAndPublish(
  stores: Stores,
  { id, phone }: Pick<ShopRecord, 'id' | 'phone'>,
  which: string,
): Promise<CommandOutput> {
  const ids = await endSessions(await stores.database(), id, which);
  const ended = ids.length;
  if (ended === 0 && which !== 'all') throw new NotFound('This shop has no live session with that id');
  const isPublished =
    ended === 0 ||
    (await publishEvents(stores, (events) =>
      new RevokedSessions(events).publish({ shopId: id, ended: ids }),
    ));
  const text = `${phone}: ${endedSessionsText(ended)}`;
  return {
    text: isPublished ? text : `${text}; Redis is unavailable, so no event was published`,
    json: { shopId: id, phone, ended, isPublished },
  };
}

export const shopSessions: Command = {
  ...{ group: 'shop', name: 'sessions', parameters: '<phone or shop id>' },
  summary: 'Lists the live sessions of a shop; --end ends one of them, or all.',
  options: {
    end: { value: 'session id|all', help: 'ends it; its tokens become invalid at once' },
    country: COUNTRY,
  },
  async run(args, stores) {
    const subject = subjectOf(args);
    const which = optionValue(args, 'end')?.toLowerCase();
    if (which === '') throw new UsageError('--end takes the id of a session, or all');
    const database = await stores.database();
    const { id, phone } = await requireShop(database, subject);
    if (which !== undefined) return endAndPublish(stores, { id, phone }, which);
    const sessions = await liveSessions(database, id);
    const now = new Date();
    const text = [
      `${phone}: ${sessions.length} live`,
      ...sessions.map((each) => sessionText(each, now)),
    ].join('\n');
    return { text, json: { shopId: id, phone, sessions } };
  },
};
