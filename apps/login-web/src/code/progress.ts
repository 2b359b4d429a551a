import type { OtpravkaClient } from '@app/client';
import type { ChallengeStatus } from '@app/contract';
import type { Speech } from '../language/speech';
import type { TextKey } from '../language/texts';
import { byId } from '../page/element';
import type { Stage } from '../page/stage';
import { ChallengeStream } from './challenge-stream';

/** What is worth a line; the rest the page knows better by itself. */
const TEXTS = {
  opened: 'linkOpened',
  sent: 'codeInChat',
  // In another tab, for this one has stopped listening when its own code was right.
  verified: 'codeGone',
  closed: 'codeGone',
} as const satisfies Partial<Record<ChallengeStatus, TextKey>>;

/** How far a sign-in has come in Telegram, in the place of the hints. Where nothing can be heard, the hints stay. */
export class Progress {
  private readonly line = byId('progress', HTMLElement);
  private readonly stream = new ChallengeStream((status) => this.change(status));
  private challengeId: string | undefined;
  private status: ChallengeStatus = 'pending';

  constructor(
    private readonly client: OtpravkaClient,
    private readonly speech: Speech,
    private readonly stage: Stage,
  ) {}

  /** Goes on where it is listened to already. */
  follow(challengeId: string): void {
    if (this.challengeId === challengeId) return this.show();
    this.stop();
    this.challengeId = challengeId;
    this.stream.follow(this.client.eventsUrl(challengeId));
  }

  stop(): void {
    this.challengeId = undefined;
    this.stream.stop();
    this.status = 'pending';
    this.show();
  }

  /** What was shown stays meanwhile. */
  whilePaused<Result>(send: () => Promise<Result>): Promise<Result> {
    return this.stream.whileClosed(send);
  }

  private change(status: ChallengeStatus): void {
    if (status === this.status) return;
    this.status = status;
    this.show();
    if (!this.line.hidden) this.stage.announce(this.line.textContent);
  }

  private show(): void {
    const text = this.status in TEXTS ? TEXTS[this.status as keyof typeof TEXTS] : undefined;
    this.line.hidden = text === undefined;
    byId('hints', HTMLElement).hidden = text !== undefined;
    this.line.textContent = text === undefined ? '' : this.speech.say(text);
  }
}
