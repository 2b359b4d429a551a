import { html, type TemplateResult } from 'lit';
import type { OtpravkaClient, Shop } from '@otpravka/client';
import { formatPhone, type KeyValueStorage } from '@otpravka/element/pages';
import type { Action } from '../page/action';
import type { Ui } from '../page/screen';
import { NameForm } from './name-form';
import { savingAction } from './shop-card';

const storageKey = ({ id }: Shop): string => `otpravka.nameSkipped.${id}`;

/** The first step of a shop without a name: asks for it. Whoever skips it is not asked again in this browser. */
export class NameStep {
  private readonly saving: Action;
  private readonly form: NameForm;
  private shop: Shop | undefined;

  constructor(
    private readonly client: OtpravkaClient,
    private readonly ui: Ui,
    private readonly storage: KeyValueStorage,
    private readonly onDone: () => void,
  ) {
    this.saving = savingAction(ui);
    this.form = new NameForm(ui, this.saving, {
      id: 'first-name',
      leaveText: 'skip',
      labelledBy: 'name-heading',
      onSave: (name) => this.save(name),
      onLeave: () => this.skip(),
    });
  }

  isDue(shop: Shop): boolean {
    return shop.name === '' && this.storage.getItem(storageKey(shop)) === null;
  }

  open(shop: Shop): void {
    this.shop = shop;
    this.form.open('');
  }

  template(): TemplateResult {
    const { translator } = this.ui;
    return html`<section class="card" aria-labelledby="name-heading">
      <h1 id="name-heading">${translator.text('nameHeading')}</h1>
      <p class="faint"><bdi id="phone">${formatPhone(this.shop?.phone ?? '')}</bdi></p>
      <p class="faint">${translator.text('nameLead')}</p>
      ${this.form.template()}
    </section>`;
  }

  private skip(): void {
    if (this.shop !== undefined) this.storage.setItem(storageKey(this.shop), '1');
    this.onDone();
  }

  private save(name: string): void {
    if (name.trim() === '') return this.ui.focus('first-name');
    void this.saving.run('name', async () => {
      await this.client.shop.update({ name });
      this.onDone();
    });
  }
}
