import type { ChallengeStatus } from '@otpravka/client';
import type { SignInClient } from '../client/sign-in-client.ts';
import type { TextKey } from '../language/texts.ts';

/** The states that the element shows. */
const TEXTS = {
  opened: 'linkOpened',
  sent: 'codeInChat',
  approved: 'approved',
  // Verified in another tab: this tab stops to watch when its own code was correct.
  verified: 'challenge_gone',
} as const satisfies Partial<Record<ChallengeStatus, TextKey>>;

export interface ProgressEvents {
  /** The shown text has changed. */
  readonly changed: () => void;
  /** Called each time the API reports the approval, which it does again after a reconnection. */
  readonly approved: () => void;
  readonly closed: () => void;
}

/** Follows the state of a challenge, which is shown in place of the hints. */
export class DeliveryProgress {
  private challengeId: string | undefined;
  private status: ChallengeStatus = 'pending';
  private stopWatching = (): void => undefined;

  constructor(
    private readonly client: () => SignInClient,
    private readonly events: ProgressEvents,
  ) {}

  /** The text of the present state, or undefined while nothing has happened. */
  get text(): TextKey | undefined {
    return this.status in TEXTS ? TEXTS[this.status as keyof typeof TEXTS] : undefined;
  }

  follow(challengeId: string): void {
    if (this.challengeId === challengeId) return;
    this.stop();
    this.challengeId = challengeId;
    this.stopWatching = this.client().watch(challengeId, (status) => this.change(status));
  }

  stop(): void {
    this.stopWatching();
    this.stopWatching = () => undefined;
    this.challengeId = undefined;
    this.status = 'pending';
  }

  private change(status: ChallengeStatus): void {
    if (status === 'approved') this.events.approved();
    if (status === 'closed') return this.events.closed();
    if (status === this.status) return;
    this.status = status;
    this.events.changed();
  }
}
