import { countDown } from '../ui/countdown.ts';
import { isAlive, type PendingSignIn } from './pending-sign-in.ts';

/** When the code is about to expire, screen readers hear it once. */
const EXPIRY_WARNING_SECONDS = 60;

export interface CountdownEvents {
  /** The seconds until the next request have changed. */
  readonly changed: () => void;
  readonly expiresSoon: () => void;
  readonly expired: () => void;
}

/** The times of a pending sign-in: until the next request, which is shown, and until the code expires. */
export class Countdowns {
  secondsToResend = 0;
  private stops: (() => void)[] = [];

  constructor(private readonly events: CountdownEvents) {}

  start(pending: PendingSignIn): void {
    this.stop();
    this.stops.push(
      countDown(pending.resendAt, (left) => {
        this.secondsToResend = left;
        this.events.changed();
      }),
    );
    if (isAlive(pending)) this.watchExpiry(pending.challenge!.expiresAt);
  }

  stop(): void {
    for (const stop of this.stops) stop();
    this.stops = [];
  }

  private watchExpiry(expiresAt: number): void {
    let before = 0;
    const stop = countDown(expiresAt, (left) => {
      if (left <= EXPIRY_WARNING_SECONDS && before > EXPIRY_WARNING_SECONDS) this.events.expiresSoon();
      before = left;
      if (left === 0) this.events.expired();
    });
    this.stops.push(stop);
  }
}
