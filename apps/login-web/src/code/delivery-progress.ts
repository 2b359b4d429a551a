import type { OtpravkaApi } from '@otpravka/client';
import type { ChallengeStatus } from '@app/contract';
import type { TextKey } from '../language/texts';
import { byId } from '../page/element';
import type { Page } from '../page/page';
import { ChallengeStream } from './challenge-stream';

/** The states that the page shows. */
const TEXTS = {
  opened: 'linkOpened',
  sent: 'codeInChat',
  approved: 'approved',
  // Verified in another tab: this tab stops the stream when its own code was correct.
  verified: 'codeGone',
} as const satisfies Partial<Record<ChallengeStatus, TextKey>>;

/** Shows the state of the challenge in place of the hints. Without an event stream the hints stay. */
export class DeliveryProgress {
  private readonly line = byId('progress', HTMLElement);
  private readonly stream = new ChallengeStream((status) => this.changeStatus(status));
  private challengeId: string | undefined;
  private listeners: { readonly approved: () => void; readonly closed: () => void } | undefined;
  private status: ChallengeStatus = 'pending';

  constructor(
    private readonly client: OtpravkaApi,
    private readonly page: Page,
  ) {}

  follow(challengeId: string): void {
    if (this.challengeId === challengeId) return this.render();
    this.stop();
    this.challengeId = challengeId;
    this.stream.follow(this.client.eventsUrl(challengeId));
  }

  stop(): void {
    this.challengeId = undefined;
    this.stream.stop();
    this.status = 'pending';
    this.render();
  }

  /** Closes the stream while `send` runs. The displayed state stays. */
  whilePaused<Result>(send: () => Promise<Result>): Promise<Result> {
    return this.stream.whileClosed(send);
  }

  /** `approved` is called each time the API reports the approval, which it does again after a reconnection. */
  subscribe(listeners: { readonly approved: () => void; readonly closed: () => void }): void {
    this.listeners = listeners;
  }

  private changeStatus(status: ChallengeStatus): void {
    if (status === 'approved') this.listeners?.approved();
    if (status === 'closed') return this.listeners?.closed();
    if (status === this.status) return;
    this.status = status;
    this.render();
    if (!this.line.hidden) this.page.steps.announce(this.line.textContent);
  }

  private render(): void {
    const text = this.status in TEXTS ? TEXTS[this.status as keyof typeof TEXTS] : undefined;
    this.line.hidden = text === undefined;
    byId('hints', HTMLElement).hidden = text !== undefined;
    this.line.textContent = text === undefined ? '' : this.page.translator.text(text);
  }
}
