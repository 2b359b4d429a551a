import { type OtpravkaApi, OtpravkaError } from '@otpravka/client';
import type { MeAnswer } from '@app/contract';
import { byId } from '../page/element';
import type { Page } from '../page/page';
import { shopRows } from './shop-rows';
import type { TabSession } from './tab-session';

const isSessionOver = (failure: unknown): failure is OtpravkaError =>
  failure instanceof OtpravkaError &&
  (failure.code === 'session_invalid' || failure.code === 'token_invalid');

/** The last step: the shop and the session. A reload returns here. */
export class ShopStep {
  private readonly restoring = byId('restore-step', HTMLElement);
  private readonly step = byId('shop-step', HTMLElement);
  private readonly retry = byId('retry', HTMLButtonElement);
  private me: MeAnswer | undefined;
  private isNewShop = false;

  constructor(
    private readonly client: OtpravkaApi,
    private readonly session: TabSession,
    private readonly page: Page,
    /** Receives the failure, if the person did not sign out themselves. */
    private readonly onSignedOut: (failure?: OtpravkaError) => void,
  ) {
    const load = page.steps.oneAtATime(this.retry, () => this.load());
    this.retry.addEventListener('click', load);
    const button = byId('logout', HTMLButtonElement);
    const logout = page.steps.oneAtATime(button, () => this.logout());
    button.addEventListener('click', logout);
    page.translator.subscribe(() => this.render());
  }

  /** @param isNewShop whether this sign-in created the shop */
  async show({ isNewShop } = { isNewShop: false }): Promise<void> {
    this.isNewShop = isNewShop;
    this.retry.hidden = true;
    this.page.steps.show(this.restoring);
    await this.load();
  }

  private async load(): Promise<void> {
    const { steps, feedback } = this.page;
    feedback.clear();
    try {
      this.me = await this.session.call((accessToken) => this.client.me(accessToken));
      this.render();
    } catch (failure) {
      if (isSessionOver(failure)) return this.leave(failure);
      this.retry.hidden = false;
      return feedback.showFailure(failure);
    }
    steps.show(this.step);
  }

  private async logout(): Promise<void> {
    const { feedback } = this.page;
    feedback.clear();
    try {
      await this.session.call((accessToken) => this.client.logout(accessToken));
    } catch (failure) {
      if (!isSessionOver(failure)) return feedback.showFailure(failure);
    }
    this.leave();
  }

  private leave(failure?: OtpravkaError): void {
    this.session.end();
    this.me = undefined;
    // Remove the shop's data: the next person at this page must not read it.
    byId('shop-name', HTMLElement).textContent = '';
    byId('shop-rows', HTMLElement).textContent = '';
    this.onSignedOut(failure);
  }

  private render(): void {
    if (!this.me) return;
    const { translator } = this.page;
    byId('shop-heading', HTMLElement).textContent = translator.text(
      this.isNewShop ? 'newShopHeading' : 'shopHeading',
    );
    byId('shop-name', HTMLElement).textContent = this.me.shop.name || translator.text('unnamedShop');
    const rows = shopRows(this.me, translator).map(([key, value]) => {
      const row = document.createElement('div');
      const [term, description] = [document.createElement('dt'), document.createElement('dd')];
      term.textContent = translator.text(key);
      description.textContent = value;
      row.append(term, description);
      return row;
    });
    const list = byId('shop-rows', HTMLElement);
    list.textContent = '';
    list.append(...rows);
  }
}
