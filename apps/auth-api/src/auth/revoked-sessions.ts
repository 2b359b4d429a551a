import { Injectable } from '@nestjs/common';
import { Bells } from '@app/redis';

/** Tells whoever listens that sessions have ended. Every route of ours looks by itself; nobody has to hear it. */
@Injectable()
export class RevokedSessions {
  constructor(private readonly bells: Bells) {}

  tell(shopId: string, sessionIds: readonly string[]): void {
    for (const sessionId of sessionIds) this.bells.ring('session.revoked', { v: 1, shopId, sessionId });
  }
}
