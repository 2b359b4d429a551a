import { html, nothing, type TemplateResult } from 'lit';
import type { Ui } from '../ui/ui.ts';
import { type Country, dialCode, flagOf } from './countries.ts';
import { countryName } from './country-names.ts';
import { findCountries } from './country-search.ts';

/** The step of Page Up and Page Down in the list. */
const PAGE = 8;

const optionId = (country: Country): string => `country-${country}`;

/**
 * The button with the country, and the list that it opens: a combobox whose text searches the list. The focus stays in the text,
 * and the arrow keys move the marked option (ARIA Authoring Practices, combobox).
 */
export class CountryPicker {
  private isOpen = false;
  private found: readonly Country[] = [];
  private marked = 0;

  constructor(
    private readonly ui: Ui,
    private readonly state: { country: Country },
    private readonly onChoose: () => void,
  ) {}

  button(): TemplateResult {
    const { country } = this.state;
    const { translator } = this.ui;
    const name = countryName(country, translator.language);
    return html`<button
      type="button"
      id="country"
      class="country"
      part="country"
      value=${country}
      aria-haspopup="listbox"
      aria-expanded=${this.isOpen}
      aria-label="${translator.text('countryLabel')}: ${name}, ${dialCode(country)}"
      @click=${() => (this.isOpen ? this.close() : this.open())}
    >
      <span class="flag" aria-hidden="true">${flagOf(country)}</span>
      <span>${dialCode(country)}</span>
    </button>`;
  }

  list(): TemplateResult | typeof nothing {
    if (!this.isOpen) return nothing;
    const { translator } = this.ui;
    const marked = this.found[this.marked];
    return html`<div class="countries" part="countries" @focusout=${this.closeWithoutFocus}>
      <input
        id="country-search"
        part="input"
        type="text"
        role="combobox"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        enterkeyhint="done"
        placeholder=${translator.text('countrySearch')}
        aria-label=${translator.text('countrySearch')}
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls="country-list"
        aria-activedescendant=${marked === undefined ? nothing : optionId(marked)}
        @input=${this.search}
        @keydown=${this.onKey}
      />
      <ul id="country-list" role="listbox" aria-label=${translator.text('countryLabel')}>
        ${this.found.map((country, index) => this.option(country, index))}
      </ul>
      ${marked === undefined ? html`<p class="aside" role="status">${translator.text('countryNone')}</p>` : nothing}
    </div>`;
  }

  private option(country: Country, index: number): TemplateResult {
    const { language } = this.ui.translator;
    return html`<li
      id=${optionId(country)}
      role="option"
      class=${index === this.marked ? 'marked' : ''}
      aria-selected=${country === this.state.country}
      @pointerdown=${(event: Event) => event.preventDefault()}
      @click=${() => this.choose(country)}
    >
      <span class="flag" aria-hidden="true">${flagOf(country)}</span>
      <span class="name">${countryName(country, language)}</span>
      <span class="dial">${dialCode(country)}</span>
    </li>`;
  }

  private open(): void {
    this.isOpen = true;
    this.find('');
    this.marked = Math.max(0, this.found.indexOf(this.state.country));
    this.ui.render();
    this.ui.afterRender(() => {
      this.ui.byId('country-search').focus();
      this.showMarked();
    });
  }

  private close(): void {
    this.isOpen = false;
    this.ui.render();
    this.ui.byId('country').focus();
  }

  private readonly closeWithoutFocus = ({ relatedTarget, currentTarget }: FocusEvent): void => {
    const next = relatedTarget as Node | null;
    if (next !== null && ((currentTarget as Node).contains(next) || next === this.ui.byId('country'))) return;
    this.isOpen = false;
    this.ui.render();
  };

  private find(typed: string): void {
    this.found = findCountries(typed, this.ui.translator.language);
    this.marked = 0;
  }

  private readonly search = (event: Event): void => {
    this.find((event.target as HTMLInputElement).value);
    this.ui.render();
    this.ui.afterRender(() => this.showMarked());
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const move = MOVES[event.key];
    if (move !== undefined) this.mark(move(this.marked));
    else if (event.key === 'Enter') this.chooseMarked();
    else if (event.key === 'Escape') this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  private mark(index: number): void {
    this.marked = Math.min(Math.max(index, 0), this.found.length - 1);
    this.ui.render();
    this.ui.afterRender(() => this.showMarked());
  }

  private showMarked(): void {
    const marked = this.found[this.marked];
    if (marked !== undefined) this.ui.byId(optionId(marked)).scrollIntoView({ block: 'nearest' });
  }

  private chooseMarked(): void {
    const marked = this.found[this.marked];
    if (marked !== undefined) this.choose(marked);
  }

  private choose(country: Country): void {
    this.state.country = country;
    this.isOpen = false;
    this.ui.render();
    this.onChoose();
  }
}

const MOVES: Readonly<Record<string, (marked: number) => number>> = {
  ArrowDown: (marked) => marked + 1,
  ArrowUp: (marked) => marked - 1,
  PageDown: (marked) => marked + PAGE,
  PageUp: (marked) => marked - PAGE,
};
