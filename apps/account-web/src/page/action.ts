import { html, type TemplateResult } from 'lit';
import { OtpravkaError } from '@otpravka/client';
import { failureText, retryText } from '../language/failure-text';
import type { Ui } from './screen';

/** The text of an error where the general one does not fit. @returns undefined for the general text */
export type OwnText = (failure: OtpravkaError) => string | undefined;

/** Runs one request of a section at a time, and keeps its error beside the thing that failed until the next try. */
export class Action {
  private running: string | undefined;
  private failed: { readonly what: string; readonly failure: unknown; readonly at: Date } | undefined;

  constructor(
    private readonly ui: Ui,
    private readonly ownText: OwnText = () => undefined,
  ) {}

  get failure(): unknown {
    return this.failed?.failure;
  }

  isBusy(what: string): boolean {
    return this.running === what;
  }

  hasFailed(what: string): boolean {
    return this.failed?.what === what;
  }

  clear(): void {
    this.failed = undefined;
    this.ui.render();
  }

  /**
   * Does nothing while another request of the section runs.
   * @param what names the request, for its button and its error; unique on the page
   */
  async run(what: string, work: () => Promise<void>): Promise<void> {
    if (this.running !== undefined) return;
    this.running = what;
    this.failed = undefined;
    this.ui.render();
    try {
      await work();
    } catch (failure) {
      // eslint-disable-next-line no-console -- a developer needs the stack of a defect
      if (!(failure instanceof OtpravkaError)) console.error(failure);
      this.failed = { what, failure, at: new Date() };
    } finally {
      this.running = undefined;
      this.ui.render();
    }
  }

  /** The error of a request. The element is in the page before its text, so that screen readers notice it. */
  error(what: string): TemplateResult {
    const text = this.hasFailed(what) ? this.text() : '';
    return html`<p id="${what}-error" class="error" role="alert" .textContent=${text}></p>`;
  }

  private text(): string {
    const { failure, at } = this.failed!;
    const own = failure instanceof OtpravkaError ? this.ownText(failure) : undefined;
    const { translator } = this.ui;
    const retry = retryText(translator, failure, at);
    return [own ?? failureText(translator, failure), retry].filter((text) => text !== undefined).join(' ');
  }
}
