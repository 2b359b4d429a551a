import { type BodyTokens, type OtpravkaApi, OtpravkaError } from '@otpravka/client';
import type { VerifyOtpAnswer } from '@app/contract';
import { digitsOf } from '../page/digits';
import { byId } from '../page/element';
import type { Page } from '../page/page';
import { initialFocus } from '../page/steps';
import { ApprovalExchange } from './approval-exchange';
import { CodeInputState } from './code-input-state';
import type { CodeView } from './code-view';
import {
  END_TEXTS,
  endReasonOf,
  pendingBotCode,
  pendingSignIn,
  type PendingSignIn,
  type PendingSignInStorage,
  writtenPhone,
} from './pending-sign-in';
import { verifyTyped } from './verify-typed';

type Verified = BodyTokens<VerifyOtpAnswer>;

export interface CodeStepEvents {
  readonly onVerified: (answer: Verified) => void;
  /** Go back to the phone step, as the browser's Back button does. */
  readonly onBack: () => void;
  /** Go back to the phone step, because the API cannot read the phone. */
  readonly onPhoneInvalid: (failure: OtpravkaError) => void;
}

const secondsFromNow = (seconds = 0): number => Date.now() + seconds * 1000;

/** The second step: enter the code from Telegram, or request a new one. */
export class CodeStep {
  /** Undefined while another step is visible. */
  private pending: PendingSignIn | undefined;
  private input = new CodeInputState(0);
  private isInTelegram = false;
  private readonly approvalExchange = new ApprovalExchange();

  constructor(
    private readonly client: OtpravkaApi,
    private readonly page: Page,
    private readonly storage: PendingSignInStorage,
    private readonly view: CodeView,
    private readonly events: CodeStepEvents,
  ) {
    const verify = page.steps.oneAtATime(view.verify, () => this.verifyCode());
    view.progress.subscribe({
      approved: () => this.exchangeApproval(),
      closed: () => this.endChallenge(),
    });
    const resend = page.steps.oneAtATime(view.resend, () => this.resendCode());
    byId('code-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      verify();
    });
    view.code.addEventListener('paste', () => this.input.onPaste());
    view.code.addEventListener('input', () => {
      if (this.input.onInput(digitsOf(view.code.value))) verify();
    });
    view.resend.addEventListener('click', resend);
    byId('other-phone', HTMLButtonElement).addEventListener('click', () => {
      storage.clear();
      events.onBack();
    });
    byId('telegram', HTMLElement).addEventListener('click', () => {
      this.isInTelegram = true;
    });
    document.addEventListener('visibilitychange', () => this.focusCodeAfterTelegram());
    page.translator.subscribe(() => {
      if (this.pending) view.show(this.pending);
    });
  }

  show(pending: PendingSignIn): void {
    this.replacePending(pending);
    this.page.steps.show(this.view.step, initialFocus(this.view.code));
    this.showEndReason(pending);
  }

  /**
   * Stops this step because another one is shown. The pending sign-in stays stored, for the browser's Forward button.
   * @returns the challenge that the next request of this page replaces
   */
  pause(): string | undefined {
    const challengeId = this.pending?.challenge?.id;
    this.pending = undefined;
    this.view.stop();
    return challengeId;
  }

  /** Shows another pending sign-in and clears the field. */
  private replacePending(pending: PendingSignIn): void {
    this.pending = pending;
    this.input = new CodeInputState(pending.codeLength);
    this.storage.save(pending);
    this.view.code.value = '';
    this.view.show(pending);
  }

  private showEndReason({ endReason }: PendingSignIn): void {
    const { translator, feedback } = this.page;
    if (endReason !== undefined) feedback.showError(() => translator.text(END_TEXTS[endReason]));
  }

  private focusCodeAfterTelegram(): void {
    if (document.visibilityState !== 'visible' || !this.isInTelegram || !this.pending) return;
    this.isInTelegram = false;
    this.view.code.focus();
  }

  private async verifyCode(): Promise<void> {
    const { view, pending } = this;
    const { translator, feedback } = this.page;
    if (!pending) return;
    const code = digitsOf(view.code.value);
    const count = pending.codeLength;
    if (code.length !== count) {
      return feedback.showError(() => translator.text('codeShort', { count }), view.code);
    }
    if (this.input.isRefused(code)) return view.selectCode();

    feedback.clear();
    await this.signIn(pending, () => verifyTyped(this.client, pending, code), code);
  }

  /** The person has approved this page in Telegram. */
  private exchangeApproval(): void {
    const { pending, client } = this;
    const challenge = pending?.challenge;
    if (challenge?.approval === undefined) return;
    const { id: challengeId, approval } = challenge;
    this.approvalExchange.start(async () => {
      if (!this.isCurrent(pending!)) return;
      await this.signIn(pending!, () => client.verifyOtp({ challengeId, approvalSecret: approval.secret }));
    });
  }

  /** A locked person goes on without the challenge: the page requests no new code, and the bot gives one. */
  private endChallenge(): void {
    const { pending } = this;
    if (pending === undefined || pending.endReason !== undefined) return;
    if (pending.isLocked) return this.replacePending(pendingBotCode(pending, pending.resendAt));
    this.replacePending({ ...pending, endReason: 'closed' });
    this.showEndReason(this.pending!);
  }

  /** @param code the code that is sent, unless an approval is */
  private async signIn(pending: PendingSignIn, send: () => Promise<Verified>, code?: string): Promise<void> {
    await this.view.progress.whilePaused(() => this.trySigningIn(pending, send, code));
  }

  private async trySigningIn(
    pending: PendingSignIn,
    send: () => Promise<Verified>,
    code: string | undefined,
  ): Promise<void> {
    try {
      const answer = await send();
      if (!this.isCurrent(pending)) return this.endUnusedSession(answer);
      this.pause();
      this.storage.clear();
      this.events.onVerified(answer);
    } catch (failure) {
      if (this.isCurrent(pending)) this.showFailure(failure, pending, code);
    }
  }

  /** The person has left this sign-in, so nobody would use its session or know that it is open. */
  private endUnusedSession({ accessToken }: Verified): void {
    void this.client.logout(accessToken).catch(() => undefined);
  }

  /** Whether the page shows this sign-in now; also true if the person left it and came back. */
  private isCurrent({ challenge, phone }: PendingSignIn): boolean {
    const current = this.pending;
    return current?.challenge?.id === challenge?.id && current?.phone === phone;
  }

  private async resendCode(): Promise<void> {
    const { pending } = this;
    if (!pending) return;
    this.page.feedback.clear();
    await this.view.progress.whilePaused(() => this.sendRequest(pending));
  }

  private async sendRequest(pending: PendingSignIn): Promise<void> {
    const { translator, steps } = this.page;
    const { challenge } = pending;
    try {
      const answer = await this.client.requestOtp({
        ...writtenPhone(pending),
        language: translator.language,
        ...(challenge && { replaces: challenge.id }),
      });
      if (!this.isCurrent(pending)) return;
      this.replacePending(pendingSignIn(answer, Date.now()));
      steps.showSuccess(() => translator.text('codeSent'));
      this.view.code.focus();
    } catch (failure) {
      if (this.isCurrent(pending)) this.showResendFailure(failure, pending);
    }
  }

  /** @param code the code that was sent, if the failed request was a verification */
  private showFailure(failure: unknown, pending: PendingSignIn, code?: string): void {
    const { feedback } = this.page;
    if (!(failure instanceof OtpravkaError)) throw failure;
    if (failure.code === 'phone_invalid') {
      this.storage.clear();
      return this.events.onPhoneInvalid(failure);
    }
    const endReason = endReasonOf(failure);
    if (endReason !== undefined) return this.showEnd({ ...pending, endReason });
    const retryAfter = 'retryAfter' in failure ? failure.retryAfter : undefined;
    if (failure.code === 'phone_locked') {
      this.replacePending({ ...pending, isLocked: true, resendAt: secondsFromNow(retryAfter) });
    }
    feedback.showFailure(failure);
    feedback.showRetryCountdown(retryAfter);
    if (failure.code !== 'code_wrong' || code === undefined) return;
    this.input.markRefused(code);
    this.view.selectCode();
    feedback.markInvalid(this.view.code);
  }

  /** Focuses the message, not the resend button: a person who presses Enter once more would press that button. */
  private showEnd(pending: PendingSignIn): void {
    this.replacePending(pending);
    this.showEndReason(pending);
    this.page.feedback.focusError();
  }

  private showResendFailure(failure: unknown, pending: PendingSignIn): void {
    if (!(failure instanceof OtpravkaError) || failure.code !== 'too_many_requests') {
      return this.showFailure(failure, pending);
    }
    // The button itself shows the countdown until the next request.
    this.pending = { ...pending, resendAt: secondsFromNow(failure.retryAfter) };
    this.storage.save(this.pending);
    this.view.show(this.pending);
    this.page.feedback.showFailure(failure);
  }
}
