import type { OtpravkaError } from '@otpravka/client';
import { nothing, type TemplateResult } from 'lit';
import type { SignedIn, SignInClient } from '../client/sign-in-client.ts';
import { timeAfter } from '../ui/countdown.ts';
import { isFailure } from '../ui/failure.ts';
import { initialFocus } from '../ui/focus.ts';
import type { Ui } from '../ui/ui.ts';
import { BotAddress } from './bot-address.ts';
import { codeForm, type CodeFormEvents } from './code-form.ts';
import { CodeInputState } from './code-input-state.ts';
import { Countdowns } from './countdowns.ts';
import { DeliveryProgress } from './delivery-progress.ts';
import {
  type EndReason,
  endReasonOf,
  isAlive,
  pendingBotCode,
  type PendingSignIn,
  type PendingSignInStorage,
} from './pending-sign-in.ts';
import { showPendingState } from './pending-state.ts';
import { requestAgain } from './request-again.ts';
import { SessionExchange } from './session-exchange.ts';

export interface CodeStepEvents {
  /** Whether the page has removed the element. */
  readonly isRemoved: () => boolean;
  readonly onSignedIn: (answer: SignedIn) => void;
  /** Go back to the phone step, as the browser's Back button does. */
  readonly onBack: () => void;
  /** Go back to the phone step, because the API cannot read the phone. */
  readonly onPhoneInvalid: (failure: OtpravkaError) => void;
}

/** The second step: enter the code from Telegram, or request a new one. */
export class CodeStep {
  /** Undefined while another step is visible. */
  private pending: PendingSignIn | undefined;
  private input = new CodeInputState(0);
  private isInTelegram = false;
  private readonly exchange: SessionExchange;
  private readonly bot: BotAddress;
  private readonly progress: DeliveryProgress;
  private readonly countdowns: Countdowns;

  constructor(
    private readonly client: () => SignInClient,
    private readonly ui: Ui,
    private readonly storage: PendingSignInStorage,
    private readonly events: CodeStepEvents,
  ) {
    this.exchange = new SessionExchange(client, {
      isCurrent: (pending) => this.isCurrent(pending),
      isRemoved: () => events.isRemoved(),
      onSignedIn: (answer) => this.finish(answer),
      onFailure: (failure, pending, code) => this.showFailure(failure, pending, code),
    });
    this.bot = new BotAddress(client, () => ui.render());
    this.progress = new DeliveryProgress(client, {
      changed: () => this.showProgress(),
      approved: () => this.pending && this.exchange.approval(this.pending),
      closed: () => this.endChallenge('closed'),
    });
    this.countdowns = new Countdowns({
      changed: () => ui.render(),
      expiresSoon: () => ui.announce(ui.translator.text('minuteLeft')),
      expired: () => this.endChallenge('expired'),
    });
  }

  template(feedback: TemplateResult | typeof nothing): TemplateResult | typeof nothing {
    const { pending, progress } = this;
    if (pending === undefined) return nothing;
    const { secondsToResend } = this.countdowns;
    const state = { pending, bot: this.bot.of(pending), progress: progress.text, secondsToResend };
    return codeForm(state, this.ui, this.formEvents, feedback);
  }

  show(pending: PendingSignIn): void {
    this.replacePending(pending);
    this.ui.afterRender(() => initialFocus(this.field, this.ui.byId('code-heading')).focus());
    showPendingState(pending, this.ui);
  }

  /**
   * Stops this step because another one is shown. The pending sign-in stays stored, so that the person can return to it.
   * @returns the pending sign-in
   */
  pause(): PendingSignIn | undefined {
    const { pending } = this;
    this.pending = undefined;
    this.countdowns.stop();
    this.progress.stop();
    this.ui.render();
    return pending;
  }

  /** The page is visible again. A person who comes from Telegram has a code to type. */
  focusCodeAfterTelegram(): void {
    if (!this.isInTelegram || !this.pending) return;
    this.isInTelegram = false;
    this.field.focus();
  }

  private readonly formEvents: CodeFormEvents = {
    onBack: () => this.events.onBack(),
    onOtherPhone: () => {
      this.storage.clear();
      this.pause();
      this.events.onBack();
    },
    onTelegram: () => void (this.isInTelegram = true),
    onPaste: () => this.input.onPaste(),
    onInput: () => {
      const code = this.input.digitsIn(this.field.value);
      if (!this.input.onInput(code)) return;
      this.field.value = code;
      this.verify();
    },
    onSubmit: () => this.verify(),
    onResend: () => this.ui.actions.start('resend', () => this.resendCode()),
  };

  private get field(): HTMLInputElement {
    return this.ui.byId<HTMLInputElement>('code');
  }

  /** Shows another pending sign-in and clears the field. */
  private replacePending(pending: PendingSignIn): void {
    this.update(pending);
    this.input = new CodeInputState(pending.codeLength);
    this.ui.afterRender(() => void (this.field.value = ''));
  }

  private update(pending: PendingSignIn): void {
    this.pending = pending;
    this.storage.save(pending);
    this.countdowns.start(pending);
    if (isAlive(pending)) this.progress.follow(pending.challenge!.id);
    else this.progress.stop();
    this.ui.render();
  }

  private showProgress(): void {
    const { text } = this.progress;
    if (text !== undefined) this.ui.announce(this.ui.translator.text(text));
    this.ui.render();
  }

  private verify(): void {
    this.ui.actions.start('verify', () => this.verifyCode());
  }

  private async verifyCode(): Promise<void> {
    const { field, pending } = this;
    const { translator, feedback } = this.ui;
    if (!pending) return;
    const code = this.input.digitsIn(field.value);
    const count = pending.codeLength;
    if (code.length !== count) {
      feedback.showError(() => translator.text('codeShort', { count }), 'code');
      return field.focus();
    }
    if (this.input.isRefused(code)) return this.selectCode();

    feedback.clear();
    await this.exchange.code(pending, code);
  }

  /** Selects the code, so that typing replaces it. */
  private selectCode(): void {
    this.field.focus();
    this.field.select();
  }

  /** A locked person goes on without the challenge: the page requests no new code, and the bot gives one. */
  private endChallenge(endReason: EndReason): void {
    const { pending } = this;
    if (pending === undefined || pending.endReason !== undefined) return;
    if (pending.isLocked) return this.update(pendingBotCode(pending, pending.resendAt));
    // What is typed may be a code from the bot, so it stays.
    this.update({ ...pending, endReason });
    showPendingState(this.pending!, this.ui);
  }

  /** Whether the element shows this sign-in now; also true if the person left it and came back. */
  private isCurrent({ challenge, phone }: PendingSignIn): boolean {
    const current = this.pending;
    return current?.challenge?.id === challenge?.id && current?.phone === phone;
  }

  private finish(answer: SignedIn): void {
    this.pause();
    this.storage.clear();
    this.events.onSignedIn(answer);
  }

  private async resendCode(): Promise<void> {
    const { pending } = this;
    const { translator, feedback } = this.ui;
    if (!pending) return;
    feedback.clear();
    try {
      const requested = await requestAgain(this.client(), pending, translator.language);
      if (!this.isCurrent(pending)) return;
      this.replacePending(requested);
      feedback.showSuccess(() => translator.text('codeSent'));
      this.ui.announce(translator.text('codeSent'));
      this.ui.afterRender(() => this.field.focus());
    } catch (failure) {
      if (this.isCurrent(pending)) this.showFailure(failure, pending);
    }
  }

  /** @param code the code that was sent, if the failed request was a verification */
  private showFailure(failure: unknown, pending: PendingSignIn, code?: string): void {
    const { feedback } = this.ui;
    if (!isFailure(failure)) throw failure;
    if (failure.code === 'phone_invalid') {
      this.storage.clear();
      return this.events.onPhoneInvalid(failure);
    }
    const endReason = endReasonOf(failure);
    if (endReason !== undefined) return this.showEnd({ ...pending, endReason });
    const isLocked = failure.code === 'phone_locked';
    const isLimited = failure.code === 'too_many_requests' && code === undefined;
    if (isLocked) this.replacePending({ ...pending, isLocked, resendAt: timeAfter(failure.retryAfter) });
    else if (isLimited) this.update({ ...pending, resendAt: timeAfter(failure.retryAfter) });
    feedback.showFailure(failure);
    // The button itself says when the next code can be requested.
    if ('retryAfter' in failure && !isLocked && !isLimited) feedback.showRetryTime(failure.retryAfter);
    if (failure.code !== 'code_wrong' || code === undefined) return;
    this.input.markRefused(code);
    feedback.markInvalid('code');
    this.selectCode();
  }

  /** Focuses the message, not the resend button: a person who presses Enter once more would press that button. */
  private showEnd(pending: PendingSignIn): void {
    this.replacePending(pending);
    showPendingState(pending, this.ui);
    this.ui.afterRender(() => this.ui.byId('error').focus());
  }
}
