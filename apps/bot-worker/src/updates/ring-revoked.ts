import type { Bells } from '@app/redis';
import type { EndedSessions } from '@app/session';

/** Tells whoever listens that sessions have ended. */
export function ringRevoked(bells: Bells, { shopId, ended }: EndedSessions): void {
  if (shopId === null) return;
  for (const sessionId of ended) bells.ring('session.revoked', { v: 1, shopId, sessionId });
}
