import type { Speech } from '../language/speech';
import { clock, countDown } from '../page/countdown';
import { byId } from '../page/element';
import type { Stage } from '../page/stage';
import { chatLink } from './chat-link';
import type { Pending } from './pending';
import type { Progress } from './progress';

/** When the end of the code comes near, ears are told once; eyes have the countdown. */
const WARNED_AT_SECONDS = 60;

/** What the code step shows of a sign-in that waits: whose it is, where the code comes, and how long it lives. */
export class CodeView {
  readonly step = byId('code-step', HTMLElement);
  readonly code = byId('code', HTMLInputElement);
  readonly verify = byId('verify', HTMLButtonElement);
  readonly resend = byId('resend', HTMLButtonElement);
  private readonly left = byId('code-left', HTMLElement);
  private stops: (() => void)[] = [];

  constructor(
    private readonly speech: Speech,
    private readonly stage: Stage,
    readonly progress: Progress,
    /** Where the simulator shows its chats, in development. */
    private readonly chatPage: string | undefined,
  ) {}

  show(pending: Pending): void {
    this.stopTimes();
    byId('code-phone', HTMLElement).textContent = pending.phone;
    this.showWay(pending);
    this.preferNewCode(pending.over !== undefined);
    this.showTimes(pending);
    if (pending.challenge === undefined || pending.over !== undefined) this.progress.stop();
    else this.progress.follow(pending.challenge.id);
  }

  stop(): void {
    this.stopTimes();
    this.progress.stop();
  }

  private stopTimes(): void {
    for (const stop of this.stops) stop();
    this.stops = [];
  }

  /** Ready to be typed over. */
  selectCode(): void {
    this.code.focus();
    this.code.select();
  }

  /** A code that can no longer be right: what helps now is a new one. */
  private preferNewCode(isOver: boolean): void {
    this.verify.className = isOver ? 'quiet' : 'strong';
    this.resend.className = isOver ? 'strong' : 'quiet';
  }

  private showWay({ challenge, phone }: Pending): void {
    byId('telegram', HTMLElement).hidden = challenge === undefined;
    byId('asked-bot-hint', HTMLElement).hidden = challenge !== undefined;
    if (challenge === undefined) return;
    const [telegram, chat] = [byId('telegram-link', HTMLAnchorElement), byId('chat-link', HTMLAnchorElement)];
    const link = chatLink(this.chatPage, challenge.link, phone);
    telegram.href = challenge.link;
    // The name of a simulated bot is a stranger's in the real Telegram.
    telegram.hidden = link !== undefined;
    chat.hidden = link === undefined;
    if (link !== undefined) chat.href = link;
  }

  private showTimes({ challenge, over, resendAt }: Pending): void {
    const { speech } = this;
    this.left.textContent = '';
    const untilResend = countDown(resendAt, (left) => {
      this.resend.disabled = left > 0;
      this.resend.textContent =
        left > 0 ? speech.say('resendIn', { time: clock(left) }) : speech.say('resend');
    });
    this.stops.push(untilResend);
    if (challenge === undefined || over !== undefined) return;
    let before = 0;
    const untilOver = countDown(challenge.expiresAt, (left) => {
      this.left.textContent =
        left > 0 ? speech.say('codeLeft', { time: clock(left) }) : speech.say('codeOver');
      if (left <= WARNED_AT_SECONDS && before > WARNED_AT_SECONDS)
        this.stage.announce(speech.say('minuteLeft'));
      if (left === 0 && before > 0) this.stage.announce(speech.say('codeOver'));
      if (left === 0) this.preferNewCode(true);
      before = left;
    });
    this.stops.push(untilOver);
  }
}
