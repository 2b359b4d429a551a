import type { EventPublisher } from '@app/redis';
import type { PublishChange } from './challenge';

/** The API's event streams read a challenge again when its change is published. */
export const challengeChanges =
  (events: EventPublisher): PublishChange =>
  (challengeId) =>
    events.publish('challenge.changed', { v: 1, challengeId });
