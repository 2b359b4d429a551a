import { type OtpravkaClient, OtpravkaError } from '@app/client';
import type { MeAnswer } from '@app/contract';
import type { Speech } from '../language/speech';
import { byId } from '../page/element';
import type { Stage } from '../page/stage';
import type { Trouble } from '../page/trouble';
import { shopRows } from './shop-rows';
import type { TabSession } from './tab-session';

export interface ShopStepParts {
  readonly client: OtpravkaClient;
  readonly session: TabSession;
  readonly speech: Speech;
  readonly stage: Stage;
  readonly trouble: Trouble;
  /** @param failure why, where the person did not ask for it */
  readonly signedOut: (failure?: OtpravkaError) => void;
}

const isOver = (failure: unknown): failure is OtpravkaError =>
  failure instanceof OtpravkaError &&
  (failure.code === 'session_invalid' || failure.code === 'token_invalid');

/** The last step: whose shop this is. A reload comes back here through `open`. */
export class ShopStep {
  private readonly restoring = byId('restore-step', HTMLElement);
  private readonly step = byId('shop-step', HTMLElement);
  private readonly retry = byId('retry', HTMLButtonElement);
  private shown: MeAnswer | undefined;
  private isNewShop = false;

  constructor(private readonly parts: ShopStepParts) {
    const { speech, stage } = parts;
    this.retry.addEventListener(
      'click',
      stage.whileBusy(this.retry, () => this.load()),
    );
    const logout = byId('logout', HTMLButtonElement);
    logout.addEventListener(
      'click',
      stage.whileBusy(logout, () => this.logout()),
    );
    speech.follow(() => this.render());
  }

  /** @param isNewShop whether this sign-in has made the shop */
  async open({ isNewShop } = { isNewShop: false }): Promise<void> {
    this.isNewShop = isNewShop;
    this.retry.hidden = true;
    this.parts.stage.show(this.restoring);
    await this.load();
  }

  private async load(): Promise<void> {
    const { client, session, stage, trouble } = this.parts;
    trouble.clear();
    try {
      this.shown = await session.call((accessToken) => client.me(accessToken));
      this.render();
    } catch (failure) {
      if (isOver(failure)) return this.leave(failure);
      this.retry.hidden = false;
      return trouble.explain(failure);
    }
    stage.show(this.step);
  }

  private async logout(): Promise<void> {
    const { client, session, trouble } = this.parts;
    trouble.clear();
    try {
      await session.call((accessToken) => client.logout(accessToken));
    } catch (failure) {
      if (!isOver(failure)) return trouble.explain(failure);
    }
    this.leave();
  }

  private leave(failure?: OtpravkaError): void {
    this.parts.session.end();
    this.shown = undefined;
    // What was shown does not stay in a page that somebody else may read.
    byId('shop-name', HTMLElement).textContent = '';
    byId('shop-rows', HTMLElement).textContent = '';
    this.parts.signedOut(failure);
  }

  private render(): void {
    if (!this.shown) return;
    const { speech } = this.parts;
    byId('shop-heading', HTMLElement).textContent = speech.say(
      this.isNewShop ? 'newShopHeading' : 'shopHeading',
    );
    byId('shop-name', HTMLElement).textContent = this.shown.shop.name || speech.say('unnamedShop');
    const rows = shopRows(this.shown, speech).map(([key, value]) => {
      const row = document.createElement('div');
      const [term, description] = [document.createElement('dt'), document.createElement('dd')];
      term.textContent = speech.say(key);
      description.textContent = value;
      row.append(term, description);
      return row;
    });
    const list = byId('shop-rows', HTMLElement);
    list.textContent = '';
    list.append(...rows);
  }
}
