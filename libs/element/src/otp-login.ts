import type { Language, Shop } from '@otpravka/client';
import {
  html,
  LitElement,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { OwnClients } from './client/own-clients.ts';
import type { SignedIn, SignInClient } from './client/sign-in-client.ts';
import { CodeStep } from './code/code-step.ts';
import { type PendingSignIn, PendingSignInStorage } from './code/pending-sign-in.ts';
import { browserLanguages, chooseLanguage } from './language/choose-language.ts';
import { Translator } from './language/translator.ts';
import { CountryMemory } from './phone/country-memory.ts';
import { PhoneStep } from './phone/phone-step.ts';
import { adoptStyles } from './style/adopt-styles.ts';
import { Actions } from './ui/actions.ts';
import { withMemoryFallback } from './ui/browser-storage.ts';
import { DoubleTap } from './ui/double-tap.ts';
import { Feedback } from './ui/feedback.ts';
import { StepHistory } from './ui/step-history.ts';
import type { Ui } from './ui/ui.ts';

/** The detail of `signed-in`. The tokens stay in the client of the element. */
export interface SignedInDetail {
  readonly shop: Shop;
  /** Whether this sign-in created the shop. */
  readonly isNewShop: boolean;
}

type Step = 'phone' | 'code' | 'signed-in';

/** The API serves this script, so its origin is that of the API. */
const SCRIPT_ORIGIN = new URL(import.meta.url).origin;

/**
 * `<otp-login>`: a person enters a phone number, gets a code from the bot in Telegram, and is signed in.
 * @fires signed-in - CustomEvent<SignedInDetail>
 * @fires error - CustomEvent<OtpravkaError>, for each request that failed; the element shows it, too
 */
export class OtpLogin extends LitElement {
  static override properties: PropertyDeclarations = {
    api: {},
    language: {},
    country: {},
    transport: {},
    history: { type: Boolean },
    client: { attribute: false },
  };

  /** The origin of the API; by default the origin of this script. */
  declare api: string | undefined;
  /** `ru`, `kk`, `uz` or `en`; by default the first of these that the browser prefers. */
  declare language: Language | undefined;
  /** ISO 3166-1 alpha-2, of the phone field at a person's first visit; by default by the time zone. */
  declare country: string | undefined;
  /** How the client transfers the refresh token; `body` by default. */
  declare transport: 'body' | 'cookie' | undefined;
  /** Makes the code step an entry of the browser's history, so that Back leads to the phone step: for a page without a router. */
  declare history: boolean;

  private readonly translator = new Translator('ru');
  private readonly storage = new PendingSignInStorage(withMemoryFallback(() => sessionStorage));
  private readonly memory = new CountryMemory(withMemoryFallback(() => localStorage));
  private readonly feedback = new Feedback(
    this.translator,
    () => this.requestUpdate(),
    (failure) => this.dispatchEvent(new CustomEvent('error', { detail: failure })),
  );
  private readonly actions = new Actions(
    () => this.requestUpdate(),
    (failure) => this.feedback.showFailure(failure),
  );
  private readonly ui: Ui = {
    translator: this.translator,
    feedback: this.feedback,
    actions: this.actions,
    render: () => this.requestUpdate(),
    afterRender: (work) => void this.updateComplete.then(work),
    byId: <T extends HTMLElement>(id: string) => this.byId<T>(id),
    announce: (text) => {
      this.announced = text;
      this.requestUpdate();
    },
  };
  private readonly phoneStep = new PhoneStep(() => this.client, this.ui, this.memory, {
    onPending: (pending) => this.showCode(pending),
    onResume: () => this.resume(),
  });
  private readonly codeStep = new CodeStep(() => this.client, this.ui, this.storage, {
    isRemoved: () => !this.isConnected,
    onSignedIn: (answer) => this.finish(answer),
    onBack: () => this.goBack(),
    onPhoneInvalid: (failure) => {
      this.afterBack = () => this.phoneStep.showFailure(failure);
      this.goBack();
    },
  });
  private readonly entries = new StepHistory(window.history);
  private readonly doubleTap = new DoubleTap();
  private step: Step = 'phone';
  private announced = '';
  private afterBack: (() => void) | undefined;
  private givenClient: SignInClient | undefined;
  private readonly ownClients = new OwnClients();

  /** The client that holds the session: the one that was set, else one for `api` and `transport`. */
  get client(): SignInClient {
    return this.givenClient ?? this.ownClients.get(this.api ?? SCRIPT_ORIGIN, this.transport ?? 'body');
  }

  set client(client: SignInClient) {
    this.givenClient = client;
  }

  /** Shows the phone step, for the next sign-in. */
  restart(): void {
    this.stepHistory?.replaceWithPhone();
    this.showPhone();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('popstate', this.onPopState);
    document.addEventListener('visibilitychange', this.onVisibility);
    if (this.step !== 'signed-in') this.showFirstStep();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('popstate', this.onPopState);
    document.removeEventListener('visibilitychange', this.onVisibility);
    this.codeStep.pause();
  }

  protected override createRenderRoot(): ShadowRoot {
    const root = this.attachShadow({ mode: 'open' });
    root.addEventListener('click', this.doubleTap.onClick as EventListener, true);
    adoptStyles(root, this, this.givenClient?.api ?? this.api ?? SCRIPT_ORIGIN);
    return root;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('country')) this.memory.suggest(this.country);
    const language = chooseLanguage(this.language, browserLanguages());
    this.translator.language = language;
    this.ownClients.language = language;
  }

  protected override render(): TemplateResult {
    const { step, phoneStep, codeStep, translator } = this;
    const feedback = this.feedback.template();
    return html`<div class="steps" lang=${translator.language}>
      ${phoneStep.template(step === 'phone' ? feedback : nothing)}
      ${step === 'code' ? codeStep.template(feedback) : nothing}
      ${
        step === 'signed-in'
          ? html`<section part="step"><h1 part="heading">${translator.text('signedIn')}</h1></section>`
          : nothing
      }
      <p id="status" class="unseen" role="status" aria-live="polite" .textContent=${this.announced}></p>
    </div>`;
  }

  private get stepHistory(): StepHistory | undefined {
    return this.history ? this.entries : undefined;
  }

  private byId<T extends HTMLElement>(id: string): T {
    const found = this.renderRoot.querySelector<T>(`#${id}`);
    if (found === null) throw new Error(`<otp-login> has no #${id}`);
    return found;
  }

  /** A reload stays at the phone step if the person had gone back to it. */
  private showFirstStep(): void {
    const pending = this.stepHistory?.current === 'phone' ? undefined : this.storage.load(Date.now());
    if (pending) this.showCode(pending);
    else this.showPhone();
  }

  private readonly onPopState = (): void => {
    if (this.stepHistory === undefined || this.step === 'signed-in') return;
    const pending = this.stepHistory.current === 'code' ? this.storage.load(Date.now()) : undefined;
    if (pending) this.showCode(pending);
    else this.showPhone();
  };

  private readonly onVisibility = (): void => {
    if (document.visibilityState === 'visible') this.codeStep.focusCodeAfterTelegram();
  };

  /** Abandons a running action of the former step, so that this step can act at once. */
  private begin(step: Step): void {
    this.step = step;
    this.doubleTap.onStep();
    this.actions.abandon();
    this.feedback.clear();
  }

  private showCode(pending: PendingSignIn): void {
    this.stepHistory?.pushCode();
    this.begin('code');
    this.codeStep.show(pending);
  }

  private showPhone(): void {
    this.stepHistory?.replaceWithPhone();
    const left = this.codeStep.pause() ?? this.storage.load(Date.now());
    this.begin('phone');
    this.phoneStep.show(left);
    this.afterBack?.();
    this.afterBack = undefined;
  }

  private goBack(): void {
    // The popstate listener shows the phone step.
    if (this.stepHistory?.current === 'code') this.stepHistory.back();
    else this.showPhone();
  }

  /** Returns to the sign-in that the person has left. */
  private resume(): void {
    const pending = this.storage.load(Date.now());
    if (pending) this.showCode(pending);
    else this.showPhone();
  }

  private finish({ shop, isNewShop }: SignedIn): void {
    this.stepHistory?.replaceWithPhone();
    this.phoneStep.clear();
    this.begin('signed-in');
    const detail: SignedInDetail = { shop, isNewShop };
    this.dispatchEvent(new CustomEvent('signed-in', { detail, bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementEventMap {
    'signed-in': CustomEvent<SignedInDetail>;
  }
  interface HTMLElementTagNameMap {
    'otp-login': OtpLogin;
  }
}
