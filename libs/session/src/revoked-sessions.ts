import { Injectable } from '@nestjs/common';
import { Bells } from '@app/redis';
import type { EndedSessions } from './phone-sessions';

/** Tells whoever listens that sessions have ended. Every route of ours looks by itself; nobody has to hear it. */
@Injectable()
export class RevokedSessions {
  constructor(private readonly bells: Bells) {}

  tell({ shopId, ended }: EndedSessions): void {
    if (shopId === null) return;
    for (const sessionId of ended) this.bells.ring('session.revoked', { v: 1, shopId, sessionId });
  }
}
