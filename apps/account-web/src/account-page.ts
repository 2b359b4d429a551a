import { html, type TemplateResult } from 'lit';
import type { CurrentSession, LogoutScope, OtpravkaClient, OtpravkaError } from '@otpravka/client';
import { ActivityCard } from './activity/activity-card';
import { EraseCard } from './erase/erase-card';
import { formatPhone, type KeyValueStorage } from '@otpravka/element/pages';
import { Action } from './page/action';
import { button } from './page/button';
import { Loaded } from './page/loaded';
import type { Ui } from './page/screen';
import type { Leave } from './session/leave';
import { SessionsCard } from './sessions/sessions-card';
import { NameStep } from './shop/name-step';
import { ShopCard } from './shop/shop-card';
import { TelegramCard } from './telegram/telegram-card';

/** What the page does by itself when its session ends. */
type Ending = 'sign-out' | 'erase';

interface AccountParts {
  readonly client: OtpravkaClient;
  readonly storage: KeyValueStorage;
  readonly leave: Leave;
}

/** The account of the signed-in person. Without a session it leads to the sign-in. */
export class AccountPage {
  private readonly session: Loaded<CurrentSession>;
  private readonly signingOut: Action;
  private readonly nameStep: NameStep;
  private readonly shop: ShopCard;
  private readonly telegram: TelegramCard;
  private readonly sessions: SessionsCard;
  private readonly activity: ActivityCard;
  private readonly eraseCard: EraseCard;
  private step: 'name' | 'account' | 'erased' | 'refused' | 'left' = 'account';
  private ending: Ending | undefined;

  constructor(
    private readonly parts: AccountParts,
    private readonly ui: Ui,
  ) {
    const { client, storage } = parts;
    this.session = new Loaded(ui, 'session', () => this.restore());
    this.signingOut = new Action(ui);
    this.nameStep = new NameStep(client, ui, storage, () => this.showAccount());
    this.shop = new ShopCard(client, ui);
    this.telegram = new TelegramCard(client, ui);
    this.sessions = new SessionsCard(client, ui, (scope) => this.signOut(scope));
    this.activity = new ActivityCard(client, ui);
    this.eraseCard = new EraseCard(client, ui, {
      erase: (code) => this.endBy('erase', () => client.shop.erase(code)),
      botLink: () => this.telegram.link(),
    });
    client.onChange((session, error) => this.change(session, error));
  }

  async start(): Promise<void> {
    await this.session.load();
    const { data } = this.session;
    if (data === undefined) return;
    if (this.nameStep.isDue(data.shop)) this.showNameStep(data);
    else this.showAccount();
  }

  /** Reads again what may have changed while the page was hidden. */
  refresh(): void {
    if (this.session.data === undefined || this.step !== 'account') return;
    void this.sessions.sessions.load();
    void this.parts.client.session.restore().catch(() => undefined);
  }

  template(): TemplateResult {
    switch (this.step) {
      case 'left':
        return html``;
      case 'erased':
        return this.over('erased');
      case 'refused':
        return this.over('refused');
      case 'name':
        return this.nameStep.template();
      case 'account':
        return this.session.data === undefined ? this.loading() : this.account(this.session.data);
    }
  }

  private loading(): TemplateResult {
    return html`<section class="card">${this.session.template(() => html``)}</section>`;
  }

  private account({ shop }: CurrentSession): TemplateResult {
    const { translator } = this.ui;
    return html`<section class="card summary">
        <div class="text">
          <h1 id="shop-name" tabindex="-1"><bdi>${shop.name || translator.text('unnamedShop')}</bdi></h1>
          <p class="faint"><bdi id="phone">${formatPhone(shop.phone)}</bdi></p>
        </div>
        ${button({
          id: 'sign-out',
          kind: 'small',
          text: translator.text('signOut'),
          isBusy: this.signingOut.isBusy('sign-out'),
          onClick: () => void this.signingOut.run('sign-out', () => this.signOut('this')),
        })}
        ${this.signingOut.error('sign-out')}
      </section>
      ${this.shop.template(shop)} ${this.telegram.template(shop)} ${this.sessions.template()}
      ${this.activity.template()} ${this.eraseCard.template(shop)}`;
  }

  private over(how: 'erased' | 'refused'): TemplateResult {
    const { translator } = this.ui;
    return html`<section class="card">
      <h1 id=${`${how}-heading`} tabindex="-1">${translator.text(`${how}Heading`)}</h1>
      <p>${translator.text(`${how}Lead`)}</p>
      <div class="buttons"><a class="strong" href="/login">${translator.text('toSignIn')}</a></div>
    </section>`;
  }

  /** Leads away if nobody is signed in. */
  private async restore(): Promise<CurrentSession> {
    const { client, leave } = this.parts;
    const session = await client.session.restore();
    const cameFromSignIn = leave.cameFromSignIn();
    if (session !== undefined) return session;
    if (cameFromSignIn) this.showRefused();
    else {
      leave.toSignIn();
      this.step = 'left';
    }
    return new Promise(() => undefined);
  }

  private showRefused(): void {
    this.parts.leave.forget();
    this.step = 'refused';
    this.ui.focus('refused-heading');
  }

  private showNameStep({ shop }: CurrentSession): void {
    this.step = 'name';
    this.nameStep.open(shop);
  }

  private showAccount(): void {
    this.step = 'account';
    this.ui.focus('shop-name');
    void this.sessions.sessions.load();
    void this.activity.activity.load();
    void this.telegram.load();
  }

  private signOut(scope: LogoutScope): Promise<void> {
    const { client } = this.parts;
    return scope === 'others'
      ? client.signOut({ scope })
      : this.endBy('sign-out', () => client.signOut({ scope }));
  }

  private async endBy(ending: Ending, work: () => Promise<void>): Promise<void> {
    this.ending = ending;
    try {
      await work();
    } finally {
      this.ending = undefined;
    }
  }

  private change(session: CurrentSession | undefined, error: OtpravkaError | undefined): void {
    const shown = this.session.data;
    if (session === undefined) return this.end(error);
    // Somebody has signed in to another shop in another tab.
    if (shown !== undefined && session.shop.id !== shown.shop.id) return location.reload();
    this.session.data = session;
    this.ui.render();
  }

  /** Removes the shop's data: the next person at this browser must not read them. */
  private end(error: OtpravkaError | undefined): void {
    this.session.data = undefined;
    if (this.ending === 'erase') {
      this.step = 'erased';
      return this.ui.focus('erased-heading');
    }
    this.step = 'left';
    this.ui.render();
    if (this.ending === 'sign-out') this.parts.leave.toSignIn();
    else if (error !== undefined) this.parts.leave.afterEnd();
    else this.parts.leave.afterOtherTab();
  }
}
