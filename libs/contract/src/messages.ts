import { z } from 'zod';

const ofSession = z.strictObject({ v: z.literal(1), shopId: z.uuid(), sessionId: z.uuid() });

/**
 * What crosses Redis pub/sub, by channel. Payloads are versioned and hold ids only: a message is a doorbell, the truth
 * is the record. Channels are prefixed with EVENTS_NAMESPACE on the wire (design: messages).
 */
export const messages = {
  /** api → worker: a code waits in the outbox. */
  'otp.requested': z.strictObject({ v: z.literal(1), challengeId: z.string().max(64) }),
  /** api → worker: the code was used; it leaves the chat. */
  'otp.verified': z.strictObject({ v: z.literal(1), challengeId: z.string().max(64) }),
  /** api → whoever wants to know: somebody signed in. */
  'session.opened': ofSession,
  /** either → whoever keeps what it knows of a session: it has ended. */
  'session.revoked': ofSession,
  /** either → api: who watches the challenge looks at it again. */
  'challenge.changed': z.strictObject({ v: z.literal(1), challengeId: z.string().max(64) }),
} as const;

export type Channel = keyof typeof messages;
export type Message<C extends Channel> = z.infer<(typeof messages)[C]>;
