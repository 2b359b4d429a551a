import type { Translator } from '../language/translator';
import type { TextKey } from '../language/texts';

/** A line with one text, which follows the language. The line is in the page before its text, for screen readers. */
export class Message {
  private key: TextKey | undefined;

  constructor(
    private readonly line: HTMLElement,
    private readonly translator: Translator,
  ) {
    translator.subscribe(() => this.render());
  }

  show(key: TextKey): void {
    this.key = key;
    this.render();
  }

  clear(): void {
    this.key = undefined;
    this.render();
  }

  private render(): void {
    this.line.textContent = this.key === undefined ? '' : this.translator.text(this.key);
  }
}
