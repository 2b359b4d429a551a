import { html, nothing, type TemplateResult } from 'lit';
import type { Ui } from '../page/screen';
import type { Choice, FindChoices } from './choices';

/** The step of Page Up and Page Down in the list. */
const PAGE = 8;

const MOVES: Readonly<Record<string, (marked: number) => number>> = {
  ArrowDown: (marked) => marked + 1,
  ArrowUp: (marked) => marked - 1,
  PageDown: (marked) => marked + PAGE,
  PageUp: (marked) => marked - PAGE,
};

interface ListTexts {
  readonly label: string;
  readonly placeholder: string;
}

interface ListEvents {
  readonly onChoose: (value: string) => void;
  readonly onCancel: () => void;
}

/**
 * A text that searches a list. The focus stays in the text, and the arrow keys move the marked entry (ARIA Authoring Practices,
 * combobox).
 */
export class SearchList {
  private typed = '';
  private marked = 0;

  /** @param id unique on the page */
  constructor(
    private readonly ui: Ui,
    private readonly id: string,
    private readonly find: FindChoices,
    private readonly events: ListEvents,
  ) {}

  get inputId(): string {
    return `${this.id}-search`;
  }

  /** Begins a search, with the present value marked. */
  open(selected: string): void {
    this.typed = '';
    this.marked = Math.max(
      0,
      this.found.findIndex(({ value }) => value === selected),
    );
    this.ui.focus(this.inputId);
    void Promise.resolve().then(() => this.showMarked());
  }

  template(selected: string, { label, placeholder }: ListTexts): TemplateResult {
    const { found } = this;
    const marked = found[this.marked];
    const listId = `${this.id}-list`;
    return html`<div class="search">
      <input
        id=${this.inputId}
        type="text"
        role="combobox"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        enterkeyhint="done"
        placeholder=${placeholder}
        aria-label="${label}: ${placeholder}"
        aria-expanded="true"
        aria-autocomplete="list"
        aria-controls=${listId}
        aria-activedescendant=${marked === undefined ? nothing : this.optionId(this.marked)}
        aria-describedby="${this.id}-error"
        .value=${this.typed}
        @input=${this.onInput}
        @keydown=${this.onKey}
      />
      <ul id=${listId} role="listbox" aria-label=${label}>
        ${found.map((choice, index) => this.option(choice, index, selected))}
      </ul>
      <p class="faint nothing" role="status">
        ${marked === undefined ? this.ui.translator.text('nothingFound') : ''}
      </p>
    </div>`;
  }

  private option({ value, name, aside }: Choice, index: number, selected: string): TemplateResult {
    return html`<li
      id=${this.optionId(index)}
      role="option"
      class=${index === this.marked ? 'marked' : ''}
      data-value=${value}
      aria-selected=${value === selected}
      @pointerdown=${(event: Event) => event.preventDefault()}
      @click=${() => this.choose(index)}
    >
      <span class="name">${name}</span>
      <span class="aside">${aside}</span>
    </li>`;
  }

  private get found(): readonly Choice[] {
    return this.find(this.ui.translator.language, this.typed);
  }

  private optionId(index: number): string {
    return `${this.id}-option-${index}`;
  }

  private readonly onInput = (event: Event): void => {
    this.typed = (event.target as HTMLInputElement).value;
    this.mark(0);
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const move = MOVES[event.key];
    if (move !== undefined) this.mark(move(this.marked));
    else if (event.key === 'Enter') this.choose(this.marked);
    else if (event.key === 'Escape') this.events.onCancel();
    else return;
    event.preventDefault();
  };

  private mark(index: number): void {
    this.marked = Math.min(Math.max(index, 0), Math.max(0, this.found.length - 1));
    this.ui.render();
    void Promise.resolve().then(() => this.showMarked());
  }

  private showMarked(): void {
    document.getElementById(this.optionId(this.marked))?.scrollIntoView({ block: 'nearest' });
  }

  private choose(index: number): void {
    this.marked = index;
    const chosen = this.found[index];
    if (chosen !== undefined) this.events.onChoose(chosen.value);
  }
}
