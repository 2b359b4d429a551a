import { type BodyTokens, type OtpravkaClient, OtpravkaError } from '@app/client';
import type { VerifyOtpAnswer } from '@app/contract';
import type { Speech } from '../language/speech';
import { digitsOf } from '../page/digits';
import { byId } from '../page/element';
import { fieldFirst, type Stage } from '../page/stage';
import type { Trouble } from '../page/trouble';
import type { CodeView } from './code-view';
import {
  askedOfBot,
  OVER_TEXTS,
  overBy,
  type Pending,
  pendingOf,
  type PendingMemory,
  writtenPhone,
} from './pending';
import { CodeEntry } from './typed-code';
import { verifyTyped } from './verify-typed';

export interface CodeStepParts {
  readonly client: OtpravkaClient;
  readonly speech: Speech;
  readonly stage: Stage;
  readonly trouble: Trouble;
  readonly memory: PendingMemory;
  readonly view: CodeView;
  readonly verified: (answer: BodyTokens<VerifyOtpAnswer>) => void;
  /** Back to the phone step, as the browser's own Back does. */
  readonly back: () => void;
  /** The same, where the API cannot read the phone. */
  readonly phoneRefused: (failure: OtpravkaError) => void;
}

const momentAfter = (seconds = 0): number => Date.now() + seconds * 1000;

/** The second step: the code from Telegram, and what to do where it does not come. */
export class CodeStep {
  /** Undefined while another step is shown. */
  private pending: Pending | undefined;
  private entry = new CodeEntry(0);
  private isInTelegram = false;

  constructor(private readonly parts: CodeStepParts) {
    const { view, speech, stage } = parts;
    const verify = stage.whileBusy(view.verify, () => this.verify());
    byId('code-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      verify();
    });
    view.code.addEventListener('paste', () => this.entry.rearm());
    view.code.addEventListener('input', () => {
      if (this.entry.take(digitsOf(view.code.value))) verify();
    });
    view.resend.addEventListener(
      'click',
      stage.whileBusy(view.resend, () => this.resend()),
    );
    byId('other-phone', HTMLButtonElement).addEventListener('click', () => {
      parts.memory.forget();
      parts.back();
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
    const { stage, view } = this.parts;
    this.turnTo(pending);
    stage.show(view.step, fieldFirst(view.code));
    this.tellOver(pending);
  }

  /**
   * Another step takes the place of this one; what waits is kept, for the browser's Forward.
   * @returns the challenge that the next request of this page replaces
   */
  pause(): string | undefined {
    const former = this.pending?.challenge?.id;
    this.pending = undefined;
    this.parts.view.stop();
    return former;
  }

  /** Waits for this from now on, in an empty field. */
  private turnTo(pending: Pending): void {
    const { view, memory } = this.parts;
    this.pending = pending;
    this.entry = new CodeEntry(pending.codeLength);
    memory.keep(pending);
    view.code.value = '';
    view.show(pending);
  }

  private tellOver({ over }: Pending): void {
    const { speech, trouble } = this.parts;
    if (over !== undefined) trouble.tell(() => speech.say(OVER_TEXTS[over]));
  }

  private welcomeBack(): void {
    if (document.visibilityState !== 'visible' || !this.isInTelegram || !this.pending) return;
    this.isInTelegram = false;
    this.parts.view.code.focus();
  }

  private async verify(): Promise<void> {
    const { speech, trouble, view } = this.parts;
    const { pending } = this;
    if (!pending) return;
    const code = digitsOf(view.code.value);
    const count = pending.codeLength;
    if (code.length !== count) return trouble.tell(() => speech.say('codeShort', { count }), view.code);
    if (this.entry.isRefused(code)) return view.selectCode();

    trouble.clear();
    await view.progress.whilePaused(() => this.sendCode(pending, code));
  }

  private async sendCode(pending: Pending, code: string): Promise<void> {
    const { client, memory, verified } = this.parts;
    try {
      const answer = await verifyTyped(client, pending, code);
      if (!this.waitsFor(pending)) return this.endUnused(answer);
      this.pause();
      memory.forget();
      verified(answer);
    } catch (failure) {
      if (this.waitsFor(pending)) this.refused(failure, pending, code);
    }
  }

  /** The person has left this sign-in: nobody would use its session, nor see that it is open. */
  private endUnused({ accessToken }: BodyTokens<VerifyOtpAnswer>): void {
    void this.parts.client.logout(accessToken).catch(() => undefined);
  }

  /** Whether this sign-in is the one that is shown, also where the person has left it meanwhile and come back to it. */
  private waitsFor({ challenge, phone }: Pending): boolean {
    const shown = this.pending;
    return shown?.challenge?.id === challenge?.id && shown?.phone === phone;
  }

  private async resend(): Promise<void> {
    const { trouble, view } = this.parts;
    const { pending } = this;
    if (!pending) return;
    trouble.clear();
    await view.progress.whilePaused(() => this.sendRequest(pending));
  }

  private async sendRequest(pending: Pending): Promise<void> {
    const { client, speech, stage, view } = this.parts;
    const { challenge } = pending;
    try {
      const answer = await client.requestOtp({
        ...writtenPhone(pending),
        language: speech.language,
        ...(challenge && { replaces: challenge.id }),
      });
      if (!this.waitsFor(pending)) return;
      this.turnTo(pendingOf(answer, Date.now()));
      stage.tell(() => speech.say('codeSent'));
      view.code.focus();
    } catch (failure) {
      if (this.waitsFor(pending)) this.resendRefused(failure, pending);
    }
  }

  /** @param typed the refused code, where it was one that was sent */
  private refused(failure: unknown, pending: Pending, typed?: string): void {
    const { trouble, view } = this.parts;
    if (!(failure instanceof OtpravkaError)) throw failure;
    if (failure.code === 'phone_invalid') {
      this.parts.memory.forget();
      return this.parts.phoneRefused(failure);
    }
    const over = overBy(failure);
    if (over !== undefined) return this.end({ ...pending, over });
    const { code, retryAfter } = failure;
    if (code === 'phone_locked') this.turnTo(askedOfBot(pending, momentAfter(retryAfter)));
    trouble.explain(failure);
    trouble.waitFor(retryAfter);
    if (code !== 'code_wrong' || typed === undefined) return;
    this.entry.refuse(typed);
    view.selectCode();
    trouble.point(view.code);
  }

  /** The focus goes to what is told, not to the button that helps: the Enter of a hurried hand would press it. */
  private end(pending: Pending): void {
    this.turnTo(pending);
    this.tellOver(pending);
    this.parts.trouble.focus();
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
