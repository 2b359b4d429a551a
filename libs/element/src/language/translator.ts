import type { Language, OtpravkaError } from '@otpravka/client';
import { html, type TemplateResult } from 'lit';
import { failureText } from './failure-text.ts';
import { momentText } from './moment-text.ts';
import { interpolate, type TextKey, TEXTS } from './texts.ts';

/** Texts in the current language. */
export class Translator {
  constructor(public language: Language) {}

  text(key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
    return interpolate(TEXTS[this.language][key], values);
  }

  /** A text with an element, such as a link, in place of the placeholder `{bot}`. */
  textAround(key: TextKey, bot: unknown): TemplateResult {
    const [before, after] = TEXTS[this.language][key].split('{bot}');
    return html`${before}${bot}${after}`;
  }

  failureText(failure: OtpravkaError): string {
    return failureText(this.language, failure);
  }

  moment(at: Date): string {
    return momentText(this.language, at);
  }
}
