import { Injectable } from '@nestjs/common';

/** Bounds the memory of this worker. A challenge that is forgotten early is left to the sweep. */
const MAX_CODES = 10_000;

/**
 * The challenges whose codes this worker has sent. When one of them changes, this worker may have to edit its message, so it
 * looks at once and does not wait for the sweep. No other worker reacts, so that a change costs at most one claim.
 */
@Injectable()
export class SentCodes {
  /** Whether the change that the delivery itself published has come back to this worker. */
  private readonly wasAnnounced = new Map<string, boolean>();

  add(challengeId: string): void {
    this.wasAnnounced.set(challengeId, false);
    if (this.wasAnnounced.size > MAX_CODES) this.wasAnnounced.delete(this.wasAnnounced.keys().next().value!);
  }

  /** Another event already causes the edit. */
  forget(challengeId: string): void {
    this.wasAnnounced.delete(challengeId);
  }

  /** @returns whether the message may need an edit: this worker has sent it, and the change is not that of its own delivery */
  mayNeedEdit(challengeId: string): boolean {
    const wasAnnounced = this.wasAnnounced.get(challengeId);
    if (wasAnnounced === false) this.wasAnnounced.set(challengeId, true);
    return wasAnnounced === true;
  }
}
