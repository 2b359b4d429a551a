import type { EventPublisher } from '@app/redis';

/** Publishes what has become of a challenge, after it was written. The methods never throw and return at once. */
export class ChallengeEvents {
  constructor(private readonly events: Pick<EventPublisher, 'publish'>) {}

  /** The status may have changed. The event streams of the pages read it again. */
  changed(challengeId: string): void {
    this.events.publish('challenge.changed', { v: 1, challengeId });
  }

  /** The code has ended without being used. The workers edit its message, too. */
  ended(challengeId: string): void {
    this.changed(challengeId);
    this.events.publish('otp.ended', { v: 1, challengeId });
  }
}
