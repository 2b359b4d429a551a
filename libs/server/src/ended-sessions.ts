/** Some 15 MB. Ten minutes of 160 ended sessions a second fit. */
const MAX_SESSIONS = 100_000;
/** The longest lifetime that the API gives to an access token, in seconds: a session that ended before has no valid token left. */
const REMEMBERED_SECONDS = 86_400 + 60;

/** Sessions that have ended while their access tokens may still be valid. The number is bounded: a new one replaces the oldest. */
export class EndedSessions {
  private readonly endedAt = new Map<string, number>();

  /** @param now seconds since the epoch */
  add(sessionId: string, now = Date.now() / 1_000): void {
    this.forgetOld(now);
    this.endedAt.set(sessionId, now);
  }

  has(sessionId: string): boolean {
    return this.endedAt.has(sessionId);
  }

  get size(): number {
    return this.endedAt.size;
  }

  /** The map keeps the order of insertion, so the oldest session is the first one. */
  private forgetOld(now: number): void {
    for (const [sessionId, endedAt] of this.endedAt) {
      if (this.endedAt.size < MAX_SESSIONS && now - endedAt < REMEMBERED_SECONDS) return;
      this.endedAt.delete(sessionId);
    }
  }
}
