import { Injectable } from '@nestjs/common';
import { EventPublisher } from '@app/redis';
import type { EndedSessions } from './replies';

/** Publishes that sessions have ended. Our own routes do not depend on the event, because they check the session. */
@Injectable()
export class RevokedSessions {
  constructor(private readonly events: EventPublisher) {}

  publish({ shopId, ended }: EndedSessions): void {
    if (shopId === null) return;
    for (const sessionId of ended) this.events.publish('session.revoked', { v: 1, shopId, sessionId });
  }
}
