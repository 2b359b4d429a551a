import { z } from 'zod';
import { type E164, session, sessionsAnswer, shop } from '@app/contract';

/** PostgreSQL writes instants with an offset and microseconds into JSON. The contract has UTC and milliseconds. */
const instant = z.string().transform((text) => new Date(text).toISOString());

const e164 = z.custom<E164>((value) => typeof value === 'string');

const storedShop = shop.extend({
  planExpiresAt: instant.nullable(),
  createdAt: instant,
  lastLoginAt: instant.nullable(),
});
const sessionInstants = { createdAt: instant, expiresAt: instant };
const storedSession = session.extend(sessionInstants);
const listedSession = sessionsAnswer.shape.sessions.element;

/** The Telegram account that is linked to the phone of a shop. */
const ownerId = z.int().nullable();

/** Schemas of what the functions in `sql/` return. */
export const openedSession = z.object({
  shop: storedShop,
  session: storedSession,
  generation: z.int(),
  isNewShop: z.boolean(),
  isNotificationDue: z.boolean(),
  ownerId,
  ended: z.array(z.uuid()).readonly(),
});
export const refreshedSession = z.union([
  z.object({ session: storedSession, generation: z.int() }),
  z.object({ reusedOf: e164 }),
]);
export const sessionOfShop = z.object({ shop: storedShop, session: storedSession });
export const listedSessions = z.array(listedSession.extend({ ...sessionInstants, lastSeenAt: instant }));
/** null: the account has no shop. */
export const sessionsOfAccount = z
  .object({
    timezone: z.string(),
    sessions: z.array(
      listedSession.pick({ id: true, userAgent: true, ip: true }).extend({
        lastSeenAt: z.string().transform((text) => new Date(text)),
      }),
    ),
  })
  .nullable();
export const listedActivity = z.array(
  z.object({
    id: z.uuid(),
    at: instant,
    event: z.string(),
    ip: z.string().nullable(),
    userAgent: z.string().nullable(),
  }),
);
/** Sign-ins whose notification may be missing in the outbox. */
export const dueNotifications = z
  .array(
    z.object({
      challengeId: z.string(),
      phone: e164,
      ownerId,
      ...{ browser: z.string(), system: z.string(), ip: z.string() },
      createdAt: instant,
      timezone: z.string(),
    }),
  )
  .readonly();
export const endedIds = z.array(z.uuid()).readonly();
export const endedSessions = z.object({
  /** null: the phone has no shop. */
  shopId: z.uuid().nullable(),
  ended: endedIds,
});

export type EndedSessions = Readonly<z.infer<typeof endedSessions>>;
export type SessionsOfAccount = NonNullable<z.infer<typeof sessionsOfAccount>>;
