import type { OtpravkaClient } from '@app/client';
import type { ChallengeEvent, ChallengeStatus } from '@app/contract';
import type { Speech } from '../language/speech';
import type { TextKey } from '../language/texts';
import { byId } from '../page/element';
import type { Stage } from '../page/stage';

/** What is worth a line; the rest the page knows better by itself. */
const TEXTS = {
  opened: 'linkOpened',
  sent: 'codeInChat',
} as const satisfies Partial<Record<ChallengeStatus, TextKey>>;

/** How far a sign-in has come in Telegram, in the place of the hints. Where nothing can be heard, the hints stay. */
export class Progress {
  private readonly line = byId('progress', HTMLElement);
  private events: EventSource | undefined;
  private status: ChallengeStatus = 'pending';

  constructor(
    private readonly client: OtpravkaClient,
    private readonly speech: Speech,
    private readonly stage: Stage,
  ) {}

  /** Goes on where it is listened to already. */
  follow(challengeId: string): void {
    const url = this.client.eventsUrl(challengeId);
    if (this.events?.url === url) return this.show();
    this.stop();
    this.events = new EventSource(url);
    this.events.addEventListener('status', ({ data }: MessageEvent<string>) =>
      this.hear((JSON.parse(data) as ChallengeEvent).status),
    );
  }

  stop(): void {
    this.events?.close();
    this.events = undefined;
    this.status = 'pending';
    this.show();
  }

  private hear(status: ChallengeStatus): void {
    // Else the browser would ask again and be told that it is gone.
    if (status === 'verified' || status === 'closed') this.events?.close();
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
