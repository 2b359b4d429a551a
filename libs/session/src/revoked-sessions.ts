import { Injectable } from '@nestjs/common';
import { EventPublisher } from '@app/redis';
import type { EndedSessions } from './phone-sessions';

/** Tells whoever listens that sessions have ended. Every route of ours looks by itself; nobody has to hear it. */
@Injectable()
export class RevokedSessions {
  constructor(private readonly events: EventPublisher) {}

  tell({ shopId, ended }: EndedSessions): void {
    if (shopId === null) return;
    for (const sessionId of ended) this.events.publish('session.revoked', { v: 1, shopId, sessionId });
  }
}
