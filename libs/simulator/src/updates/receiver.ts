import { Changes } from '../world/changes';
import { LongPolls } from './long-polls';
import { Webhook } from './webhook';

/** `absent`: no program asks for updates. `failing`: the webhook has not accepted the last update. */
export type ReceiverState = 'present' | 'absent' | 'failing';

/** Watches whether a program receives the updates of the bot, so that the chat page can say so if none does. */
export class Receiver {
  private timer: NodeJS.Timeout | undefined;
  private hasWaitedTooLong = false;

  /** @param graceMs how long a program may take from one call of `getUpdates` to the next */
  constructor(
    private readonly polls: LongPolls,
    private readonly webhook: Webhook,
    private readonly changes: Changes,
    private readonly graceMs: number,
  ) {
    this.expectPoll();
    polls.onPoll((isWaiting) => (isWaiting ? this.see() : this.expectPoll()));
    webhook.onOutcome(() => this.changes.publish({ type: 'receiver' }));
  }

  get state(): ReceiverState {
    if (this.webhook.current) return this.webhook.isFailing ? 'failing' : 'present';
    return this.polls.isWaiting || !this.hasWaitedTooLong ? 'present' : 'absent';
  }

  /** The last failure of the webhook, as `getWebhookInfo` reports it. */
  get reason(): string | undefined {
    return this.state === 'failing' ? this.webhook.lastTrouble?.message : undefined;
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private see(): void {
    clearTimeout(this.timer);
    if (!this.hasWaitedTooLong) return;
    this.hasWaitedTooLong = false;
    this.changes.publish({ type: 'receiver' });
  }

  private expectPoll(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.hasWaitedTooLong = true;
      this.changes.publish({ type: 'receiver' });
    }, this.graceMs);
    this.timer.unref();
  }
}
