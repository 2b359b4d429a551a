import type { CurrentSession } from '@otpravka/client';
import type { Translator } from '../language/translator';
import { byId } from '../page/element';
import { showSection } from '../page/sections';
import { returnTo } from '../return-to/return-to';
import { shopRows } from './shop-rows';

/** What a signed-in person sees: the shop and the session. */
export class ShopCard {
  private shown: CurrentSession | undefined;
  private isNewShop = false;

  constructor(private readonly translator: Translator) {
    translator.subscribe(() => this.render());
  }

  get isShown(): boolean {
    return this.shown !== undefined;
  }

  /** @param isNewShop whether this sign-in created the shop */
  show(session: CurrentSession, { isNewShop }: { readonly isNewShop: boolean }): void {
    this.shown = session;
    this.isNewShop = isNewShop;
    this.render();
    showSection(byId('shop-step', HTMLElement));
  }

  /** Removes the shop's data: the next person at this page must not read it. */
  clear(): void {
    this.shown = undefined;
    byId('shop-name', HTMLElement).textContent = '';
    byId('shop-rows', HTMLElement).textContent = '';
  }

  private render(): void {
    if (!this.shown) return;
    const { translator, shown } = this;
    const heading = this.isNewShop ? 'newShopHeading' : 'shopHeading';
    byId('shop-heading', HTMLElement).textContent = translator.text(heading);
    byId('shop-name', HTMLElement).textContent = shown.shop.name || translator.text('unnamedShop');
    const rows = shopRows(shown, translator).map(([key, value]) => {
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
    this.renderNext();
  }

  /** Leads to the page where the person came from, else to the account. */
  private renderNext(): void {
    const link = byId('continue', HTMLAnchorElement);
    link.href = returnTo ?? '/account';
    link.textContent =
      returnTo === undefined
        ? this.translator.text('account')
        : this.translator.text('continue', { site: new URL(returnTo).host });
  }
}
