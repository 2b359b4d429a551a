import { z } from 'zod';

const sessionMessage = z.strictObject({ v: z.literal(1), shopId: z.uuid(), sessionId: z.uuid() });

/**
 * The messages of Redis pub/sub by channel. A payload has a version and otherwise only ids. Subscribers read the state from
 * its store, because a message may get lost. In Redis, EVENTS_NAMESPACE precedes the channel.
 */
export const messages = {
  /** api → worker: the outbox has a new code. */
  'otp.requested': z.strictObject({ v: z.literal(1), challengeId: z.string().max(64) }),
  /** api → worker: the code was used, so its message is edited. */
  'otp.verified': z.strictObject({ v: z.literal(1), challengeId: z.string().max(64) }),
  /** api or worker → worker: the code has ended without being used, so its message is edited. */
  'otp.ended': z.strictObject({ v: z.literal(1), challengeId: z.string().max(64) }),
  /** api → any subscriber: a session was opened. */
  'session.opened': sessionMessage,
  /** api or worker → any subscriber that caches sessions: a session has ended. */
  'session.revoked': sessionMessage,
  /** api or worker → api: the status of the challenge may have changed. */
  'challenge.changed': z.strictObject({ v: z.literal(1), challengeId: z.string().max(64) }),
} as const;

export type Channel = keyof typeof messages;
export type Message<C extends Channel> = z.infer<(typeof messages)[C]>;
