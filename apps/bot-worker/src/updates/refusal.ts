import { Injectable } from '@nestjs/common';
import type { E164 } from '@app/contract';
import { BotChallenges } from '@app/otp';
import { PhoneSessions, RevokedSessions } from '@app/session';

/**
 * `refused`: the challenge is closed. `erase_refused`: the challenge that would have deleted the shop is closed, and the
 * session that requested it is ended. `session_ended`: the session that the code opened is ended. `session_over`: that session
 * had ended before. `gone`: nothing is left to undo.
 */
export type RefusalOutcome = 'refused' | 'erase_refused' | 'session_ended' | 'session_over' | 'gone';

/** Undoes a sign-in that the phone's owner did not ask for. */
@Injectable()
export class Refusal {
  constructor(
    private readonly challenges: BotChallenges,
    private readonly sessions: PhoneSessions,
    private readonly revoked: RevokedSessions,
  ) {}

  /** Closes the challenge. If its code was used, ends the session that it opened, even when the challenge has expired. */
  async refuse(challengeId: string, phone: E164, updateId: string): Promise<RefusalOutcome> {
    const { outcome, eraseSessionId } = await this.challenges.refuseChallenge(challengeId, phone, updateId);
    if (eraseSessionId !== undefined) {
      // Only a signed-in session can ask for a code that deletes the shop, so that session is not the owner's.
      this.revoked.publish(await this.sessions.endOne(phone, eraseSessionId));
      await this.sessions.recordActivity(phone, 'code_refused');
      return 'erase_refused';
    }
    if (outcome === 'refused') {
      await this.sessions.recordActivity(phone, 'code_refused');
      return 'refused';
    }
    return this.endSessionOf(challengeId, phone, outcome === 'used');
  }

  private async endSessionOf(challengeId: string, phone: E164, isUsed: boolean): Promise<RefusalOutcome> {
    const revoked = await this.sessions.endSessionOfChallenge(phone, challengeId, { isUsed });
    this.revoked.publish(revoked);
    if (revoked.ended.length === 0) return isUsed ? 'session_over' : 'gone';
    await this.challenges.stopPushedCodes(phone);
    await this.sessions.recordActivity(phone, 'code_refused');
    return 'session_ended';
  }
}
