import { render, type TemplateResult } from 'lit';
import type { Translator } from '../language/translator';

/** What the sections of the page share. */
export interface Ui {
  readonly translator: Translator;
  /** Shows the changed state soon; several calls make one rendering. */
  render(): void;
  /** Moves the focus after the next rendering, because the element may not exist yet. */
  focus(id: string): void;
  /** Lets screen readers say a text. */
  announce(text: string): void;
}

/** Renders the page into an element. */
export class Screen implements Ui {
  private isScheduled = false;
  private focused: string | undefined;
  private announced = '';

  constructor(
    private readonly root: HTMLElement,
    readonly translator: Translator,
    private readonly template: (announced: string) => TemplateResult,
  ) {}

  render(): void {
    if (this.isScheduled) return;
    this.isScheduled = true;
    void Promise.resolve().then(() => this.renderNow());
  }

  focus(id: string): void {
    this.focused = id;
    this.render();
  }

  announce(text: string): void {
    // A text is said only if it differs from the one before.
    this.announced = text === this.announced ? `${text}\u00a0` : text;
    this.render();
  }

  private renderNow(): void {
    this.isScheduled = false;
    render(this.template(this.announced), this.root);
    if (this.focused !== undefined) document.getElementById(this.focused)?.focus();
    this.focused = undefined;
  }
}
