import { html, type TemplateResult } from 'lit';
import type { OtpravkaClient, Shop, ShopPatch } from '@otpravka/client';
import { Action } from '../page/action';
import { button } from '../page/button';
import type { Ui } from '../page/screen';
import { findCurrencies, findTimeZones } from './choices';
import { LanguageForm } from './language-form';
import { NameForm } from './name-form';
import { SearchList } from './search-list';
import { type Field, fieldText, planText } from './shop-texts';

/** The shop: what can be changed, each with its own form in its place, and what cannot. */
export class ShopCard {
  private edited: Field | undefined;
  private readonly saving: Action;
  private readonly nameForm: NameForm;
  private readonly languageForm: LanguageForm;
  private readonly currencies: SearchList;
  private readonly timeZones: SearchList;

  constructor(
    private readonly client: OtpravkaClient,
    private readonly ui: Ui,
  ) {
    this.saving = savingAction(ui);
    this.nameForm = new NameForm(ui, this.saving, {
      id: 'name-input',
      leaveText: 'cancel',
      labelledBy: 'name-label',
      onSave: (name) => this.save('name', { name }),
      onLeave: () => this.close(),
    });
    this.languageForm = new LanguageForm(ui, this.saving, {
      onSave: (language) => this.save('language', { language }),
      onCancel: () => this.close(),
    });
    this.currencies = new SearchList(ui, 'currency', findCurrencies, {
      onChoose: (currency) => this.save('currency', { currency }),
      onCancel: () => this.close(),
    });
    this.timeZones = new SearchList(ui, 'timezone', findTimeZones, {
      onChoose: (timezone) => this.save('timezone', { timezone }),
      onCancel: () => this.close(),
    });
  }

  template(shop: Shop): TemplateResult {
    const { translator } = this.ui;
    return html`<section class="card" aria-labelledby="shop-heading">
      <h2 id="shop-heading">${translator.text('shopHeading')}</h2>
      <dl>
        ${this.row(shop, 'name')} ${this.row(shop, 'language')} ${this.row(shop, 'currency')}
        ${this.row(shop, 'timezone')}
        <div class="row">
          <dt>${translator.text('plan')}</dt>
          <dd id="plan">${planText(translator, shop)}</dd>
        </div>
      </dl>
    </section>`;
  }

  private row(shop: Shop, field: Field): TemplateResult {
    const { translator } = this.ui;
    const label = translator.text(field);
    if (this.edited === field)
      return html`<div class="row edited">
        <dt id="${field}-label">${label}</dt>
        <dd>${this.form(shop, field)}</dd>
      </div>`;
    return html`<div class="row">
      <dt id="${field}-label">${label}</dt>
      <dd>
        <bdi id=${field}>${fieldText(translator, shop, field)}</bdi>
        ${button({
          id: `change-${field}`,
          kind: 'small',
          text: translator.text('change'),
          label: `${translator.text('change')}: ${label}`,
          onClick: () => this.edit(shop, field),
        })}
      </dd>
    </div>`;
  }

  private form(shop: Shop, field: Field): TemplateResult {
    switch (field) {
      case 'name':
        return this.nameForm.template();
      case 'language':
        return this.languageForm.template();
      case 'currency':
        return this.searched(this.currencies, shop.currency, field);
      case 'timezone':
        return this.searched(this.timeZones, shop.timezone, field);
    }
  }

  private searched(list: SearchList, selected: string, field: 'currency' | 'timezone'): TemplateResult {
    const { translator } = this.ui;
    const placeholder = translator.text(field === 'currency' ? 'searchCurrency' : 'searchZone');
    return html`<div class="editor" aria-busy=${this.saving.isBusy(field)}>
      ${list.template(selected, { label: translator.text(field), placeholder })} ${this.saving.error(field)}
      <div class="buttons">
        ${button({ kind: 'quiet', text: translator.text('cancel'), onClick: () => this.close() })}
      </div>
    </div>`;
  }

  private edit(shop: Shop, field: Field): void {
    this.edited = field;
    this.saving.clear();
    if (field === 'name') this.nameForm.open(shop.name);
    else if (field === 'language') this.languageForm.open(shop.language);
    else if (field === 'currency') this.currencies.open(shop.currency);
    else this.timeZones.open(shop.timezone);
  }

  private close(): void {
    const field = this.edited;
    this.edited = undefined;
    this.saving.clear();
    if (field !== undefined) this.ui.focus(`change-${field}`);
  }

  private save(field: Field, patch: ShopPatch): void {
    void this.saving.run(field, async () => {
      await this.client.shop.update(patch);
      if (this.edited === field) this.close();
      this.ui.announce(this.ui.translator.text('saved'));
    });
  }
}

/** The texts of the API's schema name fields and standards, which says nothing to a shop owner. */
export const savingAction = (ui: Ui): Action => {
  const action: Action = new Action(ui, ({ code }) => {
    if (code !== 'body_invalid') return undefined;
    return ui.translator.text(action.hasFailed('name') ? 'badName' : 'badChoice');
  });
  return action;
};
