import { Injectable } from '@nestjs/common';
import type { E164 } from '@app/contract';
import { BotChallenges } from '@app/otp';
import { type EndedSessions, PhoneSessions, RevokedSessions } from '@app/session';

/** Ends sessions at the request of their owner in the bot. Each method returns how many sessions have ended. */
@Injectable()
export class SigningOut {
  constructor(
    private readonly challenges: BotChallenges,
    private readonly sessions: PhoneSessions,
    private readonly revoked: RevokedSessions,
  ) {}

  /** Closes every live code of the phone first, so that none of them opens another session. */
  async everywhere(phone: E164): Promise<number> {
    await this.challenges.closeChallenges(phone);
    return this.publish(await this.sessions.endAll(phone));
  }

  /** Ends nothing if the session has ended, or is of another shop. */
  async from(phone: E164, sessionId: string): Promise<number> {
    return this.publish(await this.sessions.signOut(phone, sessionId));
  }

  private publish(revoked: EndedSessions): number {
    this.revoked.publish(revoked);
    return revoked.ended.length;
  }
}
