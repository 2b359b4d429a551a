import type { CurrentSession } from '@otpravka/client';
import { formatPhone } from '@otpravka/element/pages';
import type { Translator } from '../language/translator';
import { byId } from '../page/element';
import { showSection } from '../page/sections';
import { destination } from '../return-to/destination';

/**
 * What a person sees who came from a front end and is signed in already: the shop, and the way back. The page does not lead back by
 * itself, because a front end that cannot restore its session would lead here again.
 */
export class ShopCard {
  private shown: CurrentSession | undefined;

  constructor(private readonly translator: Translator) {
    byId('continue', HTMLAnchorElement).href = destination;
    translator.subscribe(() => this.render());
  }

  get isShown(): boolean {
    return this.shown !== undefined;
  }

  show(session: CurrentSession): void {
    this.shown = session;
    this.render();
    showSection(byId('shop-step', HTMLElement));
  }

  /** Removes the shop's data: the next person at this page must not read them. */
  clear(): void {
    this.shown = undefined;
    byId('shop-name', HTMLElement).textContent = '';
    byId('shop-phone', HTMLElement).textContent = '';
  }

  private render(): void {
    if (!this.shown) return;
    const { shop } = this.shown;
    byId('shop-name', HTMLElement).textContent = shop.name || this.translator.text('unnamedShop');
    byId('shop-phone', HTMLElement).textContent = formatPhone(shop.phone);
    byId('continue', HTMLElement).textContent = this.translator.text('continue', {
      site: new URL(destination).host,
    });
  }
}
