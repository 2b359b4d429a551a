import { ERROR_TEXTS } from '@app/i18n';
import { html, nothing, type TemplateResult } from 'lit';
import { isOtpravkaError, type OtpravkaClient, type Shop } from '@otpravka/client';
import { formatPhone, timeText } from '@otpravka/element/pages';
import { Action } from '../page/action';
import { button } from '../page/button';
import type { Ui } from '../page/screen';

const CODE_LENGTH = 6;

interface Challenge {
  readonly id: string;
  readonly expiresAt: Date;
}

interface EraseOptions {
  /** Erases the shop, and shows that it is gone. */
  readonly erase: (code: { challengeId: string; code: string }) => Promise<void>;
  readonly botLink: () => TemplateResult | '';
}

/** Erases the shop: says what will be gone, requests a code, and takes it. */
export class EraseCard {
  private isOpen = false;
  private challenge: Challenge | undefined;
  /** The challenge accepts no more codes. */
  private isOver = false;
  private typed = '';
  private isTooShort = false;
  private readonly requesting: Action;
  private readonly erasing: Action;
  private timer: number | undefined;

  constructor(
    private readonly client: OtpravkaClient,
    private readonly ui: Ui,
    private readonly options: EraseOptions,
  ) {
    const locked = (code: string) =>
      code === 'phone_locked' ? ui.translator.text('eraseLocked') : undefined;
    this.requesting = new Action(ui, ({ code }) => locked(code));
    this.erasing = new Action(ui, ({ code }) => locked(code) ?? this.overText(code));
  }

  template(shop: Shop): TemplateResult {
    const { translator } = this.ui;
    return html`<section class="card" aria-labelledby="erase-heading">
      <h2 id="erase-heading">${translator.text('eraseHeading')}</h2>
      ${this.isOpen ? this.opened(shop) : this.closed()}
    </section>`;
  }

  private closed(): TemplateResult {
    const { translator } = this.ui;
    return html`<p class="faint">${translator.text('eraseLead')}</p>
      <div class="buttons">
        ${button({
          id: 'erase-begin',
          kind: 'danger',
          text: translator.text('eraseBegin'),
          onClick: () => this.open(),
        })}
      </div>`;
  }

  private opened(shop: Shop): TemplateResult {
    const { translator } = this.ui;
    const named = translator.text('eraseShop', { name: shop.name });
    const gone = [
      shop.name === '' ? translator.text('eraseUnnamed') : named,
      translator.text('eraseTelegram', { phone: formatPhone(shop.phone) }),
      translator.text('eraseSessions'),
      translator.text('eraseActivity'),
    ];
    return html`<p id="erase-what" tabindex="-1">${translator.text('eraseWhat')}</p>
      <ul class="gone">
        ${gone.map((text) => html`<li><bdi>${text}</bdi></li>`)}
      </ul>
      ${this.challenge === undefined ? this.request() : this.codeForm(shop, this.challenge)}`;
  }

  private request(): TemplateResult {
    const { translator } = this.ui;
    return html`<p class="faint">${translator.text('eraseHow')}</p>
      ${this.requesting.error('erase-request')}
      <div class="buttons">
        ${button({
          id: 'erase-request',
          kind: 'danger',
          text: translator.text('eraseRequest'),
          isBusy: this.requesting.isBusy('erase-request'),
          onClick: () => this.requestCode(),
        })}
        ${this.cancelButton()}
      </div>`;
  }

  private codeForm({ telegram }: Shop, challenge: Challenge): TemplateResult {
    const { translator } = this.ui;
    const isOver = this.isOver || challenge.expiresAt.getTime() <= Date.now();
    const error = this.isTooShort ? translator.text('codeShort') : '';
    const isInvalid = this.isTooShort || this.erasing.hasFailed('erase');
    return html`<p id="erase-sent">${translator.text(telegram.linked ? 'eraseSent' : 'eraseSentUnlinked')}</p>
      ${telegram.linked ? '' : this.options.botLink()}
      <form class="editor" novalidate @submit=${this.onSubmit}>
        <label for="erase-code">${translator.text('eraseCode')}</label>
        <input
          id="erase-code"
          class="code"
          type="text"
          inputmode="numeric"
          autocomplete="one-time-code"
          maxlength="32"
          aria-describedby="erase-until erase-error erase-short"
          aria-invalid=${isInvalid ? 'true' : nothing}
          .value=${this.typed}
          @input=${this.onInput}
        />
        <p id="erase-until" class="faint">${isOver ? '' : this.untilText(challenge)}</p>
        <p id="erase-short" class="error" role="alert" .textContent=${error}></p>
        ${this.erasing.error('erase')}
        <p id="erase-over" class="error" role="alert" .textContent=${this.expiredText(isOver)}></p>
        ${this.requesting.error('erase-request')}
        <div class="buttons">${isOver ? this.resendButton() : this.eraseButton()} ${this.cancelButton()}</div>
      </form>`;
  }

  private eraseButton(): TemplateResult {
    const isBusy = this.erasing.isBusy('erase');
    return html`<button type="submit" id="erase" class="danger" aria-disabled=${isBusy ? 'true' : nothing}>
      ${this.ui.translator.text('eraseConfirm')}
    </button>`;
  }

  private resendButton(): TemplateResult {
    return button({
      id: 'erase-resend',
      kind: 'danger',
      text: this.ui.translator.text('eraseResend'),
      isBusy: this.requesting.isBusy('erase-request'),
      onClick: () => this.requestCode(),
    });
  }

  private cancelButton(): TemplateResult {
    return button({
      id: 'erase-cancel',
      kind: 'quiet',
      text: this.ui.translator.text('cancel'),
      onClick: () => this.close(),
    });
  }

  private untilText({ expiresAt }: Challenge): string {
    return this.ui.translator.text('eraseUntil', { time: timeText(expiresAt) });
  }

  /** Only if no error says already why the code is over. */
  private expiredText(isOver: boolean): string {
    return isOver && !this.erasing.hasFailed('erase') ? this.ui.translator.text('eraseOver') : '';
  }

  /** After the last wrong code the next one would be refused. */
  private overText(code: string): string | undefined {
    if (code !== 'code_wrong' || !this.isOver) return undefined;
    return ERROR_TEXTS[this.ui.translator.language].attempts_exhausted.detail;
  }

  private open(): void {
    this.isOpen = true;
    this.ui.focus('erase-what');
  }

  private close(): void {
    this.isOpen = this.isOver = this.isTooShort = false;
    this.challenge = undefined;
    this.typed = '';
    window.clearTimeout(this.timer);
    this.requesting.clear();
    this.erasing.clear();
    this.ui.focus('erase-begin');
  }

  private requestCode(): void {
    void this.requesting.run('erase-request', async () => {
      const { challengeId, expiresIn } = await this.client.shop.requestErasure();
      if (!this.isOpen) return;
      this.challenge = { id: challengeId, expiresAt: new Date(Date.now() + expiresIn * 1000) };
      this.isOver = this.isTooShort = false;
      this.typed = '';
      this.erasing.clear();
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => this.ui.render(), expiresIn * 1000);
      this.ui.focus('erase-code');
    });
  }

  private readonly onInput = (event: Event): void => {
    this.typed = (event.target as HTMLInputElement).value;
    this.isTooShort = false;
    this.ui.render();
  };

  private readonly onSubmit = (event: Event): void => {
    event.preventDefault();
    const { challenge } = this;
    if (challenge === undefined) return;
    this.isTooShort = (this.typed.match(/\p{Nd}/gu) ?? []).length < CODE_LENGTH;
    if (this.isTooShort) return this.ui.focus('erase-code');
    void this.erasing.run('erase', () => this.erase(challenge));
  };

  private async erase({ id }: Challenge): Promise<void> {
    try {
      await this.options.erase({ challengeId: id, code: this.typed });
    } catch (failure) {
      const isLast = isOtpravkaError(failure, 'code_wrong') && failure.attemptsLeft === 0;
      this.isOver = isLast || isOtpravkaError(failure, 'challenge_gone', 'attempts_exhausted');
      this.ui.focus(this.isOver ? 'erase-resend' : 'erase-code');
      throw failure;
    }
  }
}
