import { clock, countDown } from '../page/countdown';
import { byId } from '../page/element';
import type { Page } from '../page/page';
import { chatLink } from './chat-link';
import type { DeliveryProgress } from './delivery-progress';
import type { PendingSignIn } from './pending-sign-in';

/** When the code is about to expire, screen readers hear it once; the countdown is visible anyway. */
const EXPIRY_WARNING_SECONDS = 60;

/** Renders the code step of a pending sign-in: its phone, the link to Telegram, and the countdowns. */
export class CodeView {
  readonly step = byId('code-step', HTMLElement);
  readonly code = byId('code', HTMLInputElement);
  readonly verify = byId('verify', HTMLButtonElement);
  readonly resend = byId('resend', HTMLButtonElement);
  private readonly timeLeft = byId('code-left', HTMLElement);
  private countdowns: (() => void)[] = [];

  constructor(
    private readonly page: Page,
    readonly progress: DeliveryProgress,
    /** The address of the simulator's chat page, in development only. */
    private readonly chatPage: string | undefined,
  ) {}

  show(pending: PendingSignIn): void {
    this.stopCountdowns();
    byId('code-phone', HTMLElement).textContent = pending.phone;
    this.showTelegramLink(pending);
    this.highlightResend(pending.endReason !== undefined);
    this.startCountdowns(pending);
    if (pending.challenge === undefined || pending.endReason !== undefined) this.progress.stop();
    else this.progress.follow(pending.challenge.id);
  }

  stop(): void {
    this.stopCountdowns();
    this.progress.stop();
  }

  private stopCountdowns(): void {
    for (const stop of this.countdowns) stop();
    this.countdowns = [];
  }

  /** Selects the code, so that typing replaces it. */
  selectCode(): void {
    this.code.focus();
    this.code.select();
  }

  /** Once the code cannot be correct any more, "get a new code" becomes the main button. */
  private highlightResend(isEnded: boolean): void {
    this.verify.className = isEnded ? 'quiet' : 'strong';
    this.resend.className = isEnded ? 'strong' : 'quiet';
  }

  private showTelegramLink({ challenge, phone, isLocked, endReason }: PendingSignIn): void {
    byId('telegram', HTMLElement).hidden = challenge === undefined;
    byId('asked-bot-hint', HTMLElement).hidden = challenge !== undefined && !isLocked;
    byId('approval', HTMLElement).hidden = challenge?.approval === undefined || endReason !== undefined;
    if (challenge === undefined) return;
    byId('approval-number', HTMLElement).textContent = challenge.approval?.number ?? '';
    const [telegram, chat] = [byId('telegram-link', HTMLAnchorElement), byId('chat-link', HTMLAnchorElement)];
    const link = chatLink(this.chatPage, challenge.link, phone);
    telegram.href = challenge.link;
    // Hidden in development: in the real Telegram the name of a simulated bot may belong to a stranger.
    telegram.hidden = link !== undefined;
    chat.hidden = link === undefined;
    if (link !== undefined) chat.href = link;
  }

  private startCountdowns({ challenge, endReason, resendAt }: PendingSignIn): void {
    this.timeLeft.textContent = '';
    this.countdowns.push(countDown(resendAt, (left) => this.showResend(left)));
    if (challenge === undefined || endReason !== undefined) return;
    let before = 0;
    const untilExpiry = countDown(challenge.expiresAt, (left) => {
      this.showTimeLeft(left, before);
      before = left;
    });
    this.countdowns.push(untilExpiry);
  }

  private showResend(secondsLeft: number): void {
    const { translator } = this.page;
    this.resend.disabled = secondsLeft > 0;
    this.resend.textContent =
      secondsLeft > 0 ? translator.text('resendIn', { time: clock(secondsLeft) }) : translator.text('resend');
  }

  /** @param before the seconds at the previous tick, 0 at the first one */
  private showTimeLeft(seconds: number, before: number): void {
    const { translator, steps } = this.page;
    const isExpired = seconds === 0;
    this.timeLeft.textContent = isExpired
      ? translator.text('codeOver')
      : translator.text('codeLeft', { time: clock(seconds) });
    if (seconds <= EXPIRY_WARNING_SECONDS && before > EXPIRY_WARNING_SECONDS)
      steps.announce(translator.text('minuteLeft'));
    if (isExpired && before > 0) steps.announce(translator.text('codeOver'));
    if (!isExpired) return;
    this.highlightResend(true);
    byId('approval', HTMLElement).hidden = true;
  }
}
