import { type BodyTokens, type OtpravkaClient, OtpravkaError } from '@app/client';
import type { VerifyOtpAnswer } from '@app/contract';
import type { Speech } from '../language/speech';
import { byId } from '../page/element';
import { fieldFirst, type Stage, whileBusy } from '../page/stage';
import type { Trouble } from '../page/trouble';
import type { CodeView } from './code-view';
import { askedOfBot, type Pending, pendingOf, type PendingMemory } from './pending';
import { AutoSubmit, digitsOf } from './typed-code';

export interface CodeStepParts {
  readonly client: OtpravkaClient;
  readonly speech: Speech;
  readonly stage: Stage;
  readonly trouble: Trouble;
  readonly memory: PendingMemory;
  readonly view: CodeView;
  readonly verified: (answer: BodyTokens<VerifyOtpAnswer>) => void;
  /** @param former the challenge that the next request of this page replaces */
  readonly otherPhone: (former: string | undefined) => void;
}

const momentAfter = (seconds = 0): number => Date.now() + seconds * 1000;

/** The second step: the code from Telegram, and what to do where it does not come. */
export class CodeStep {
  /** Undefined while another step is shown. */
  private pending: Pending | undefined;
  private auto = new AutoSubmit(0);
  private isInTelegram = false;

  constructor(private readonly parts: CodeStepParts) {
    const { view, speech } = parts;
    const verify = whileBusy(view.verify, () => this.verify());
    byId('code-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      verify();
    });
    view.code.addEventListener('paste', () => this.auto.rearm());
    view.code.addEventListener('input', () => {
      if (this.auto.take(digitsOf(view.code.value))) verify();
    });
    view.resend.addEventListener(
      'click',
      whileBusy(view.resend, () => this.resend()),
    );
    byId('other-phone', HTMLButtonElement).addEventListener('click', () => {
      const former = this.pending?.challenge?.id;
      this.leave(() => parts.otherPhone(former));
    });
    byId('telegram', HTMLElement).addEventListener('click', () => {
      this.isInTelegram = true;
    });
    document.addEventListener('visibilitychange', () => this.welcomeBack());
    speech.follow(() => {
      if (this.pending) view.show(this.pending);
    });
  }

  show(pending: Pending): void {
    this.await(pending);
    const { stage, view } = this.parts;
    stage.show(view.step, fieldFirst(view.code));
  }

  /** Turns to a new code; the former one is of no more use. */
  private await(pending: Pending): void {
    const { view, memory } = this.parts;
    this.pending = pending;
    this.auto = new AutoSubmit(pending.codeLength);
    memory.keep(pending);
    view.code.value = '';
    view.preferNewCode(false);
    view.show(pending);
  }

  private leave(next: () => void): void {
    this.pending = undefined;
    this.parts.memory.forget();
    this.parts.view.stop();
    next();
  }

  private welcomeBack(): void {
    if (document.visibilityState !== 'visible' || !this.isInTelegram || !this.pending) return;
    this.isInTelegram = false;
    this.parts.view.code.focus();
  }

  private async verify(): Promise<void> {
    const { client, speech, trouble, view, verified } = this.parts;
    const { pending } = this;
    if (!pending) return;
    const code = digitsOf(view.code.value);
    const count = pending.codeLength;
    if (code.length !== count) return trouble.tell(speech.say('codeShort', { count }), view.code);

    trouble.clear();
    const { challenge, phone } = pending;
    try {
      const answer = await client.verifyOtp(
        challenge ? { challengeId: challenge.id, code } : { phone, code },
      );
      this.leave(() => verified(answer));
    } catch (failure) {
      if (this.pending === pending) this.refused(failure, pending);
    }
  }

  private async resend(): Promise<void> {
    const { client, speech, stage, trouble, view } = this.parts;
    const { pending } = this;
    if (!pending) return;
    trouble.clear();
    const { phone, challenge } = pending;
    try {
      const answer = await client.requestOtp({
        phone,
        language: speech.language,
        ...(challenge && { replaces: challenge.id }),
      });
      if (this.pending !== pending) return;
      this.await(pendingOf(answer, Date.now()));
      stage.announce(speech.say('codeSent'));
      view.code.focus();
    } catch (failure) {
      if (this.pending === pending) this.resendRefused(failure, pending);
    }
  }

  private refused(failure: unknown, pending: Pending): void {
    const { trouble, view } = this.parts;
    if (!(failure instanceof OtpravkaError)) throw failure;
    const { code, attemptsLeft, retryAfter } = failure;
    if (code === 'phone_locked') this.await(askedOfBot(pending.phone, momentAfter(retryAfter)));
    trouble.explain(failure, code === 'code_wrong' ? view.code : undefined);
    if (code === 'code_wrong') view.code.select();
    if (code === 'challenge_gone' || code === 'attempts_exhausted' || attemptsLeft === 0)
      return this.offerNewCode();
    trouble.waitFor(retryAfter);
  }

  private offerNewCode(): void {
    const { view } = this.parts;
    view.preferNewCode(true);
    if (!view.resend.disabled) view.resend.focus();
  }

  private resendRefused(failure: unknown, pending: Pending): void {
    if (!(failure instanceof OtpravkaError) || failure.code !== 'too_many_requests') {
      return this.refused(failure, pending);
    }
    // The button itself counts down until the next try.
    this.pending = { ...pending, resendAt: momentAfter(failure.retryAfter) };
    this.parts.memory.keep(this.pending);
    this.parts.view.show(this.pending);
    this.parts.trouble.explain(failure);
  }
}
