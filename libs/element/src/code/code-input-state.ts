import { asciiDigits } from '../ui/digits.ts';

/**
 * Decides when the code in the field is sent, because the API accepts few attempts. A complete code is sent automatically,
 * once for each code that is typed or pasted. A person who corrects single digits passes through wrong codes, so a
 * corrected code waits for the button. A code that was refused is not sent again until the field changes.
 */
export class CodeInputState {
  private canAutoSubmit = true;
  private refused: string | undefined;

  constructor(private readonly codeLength: number) {}

  /**
   * Returns the digits of a text. Of a pasted message with other numbers it returns only the code, which is the first number of the
   * right length.
   */
  digitsIn(text: string): string {
    const ascii = asciiDigits(text);
    return ascii.match(/\d+/g)?.find(({ length }) => length === this.codeLength) ?? ascii.replace(/\D/g, '');
  }

  /** A pasted code replaces the former one completely. */
  onPaste(): void {
    this.canAutoSubmit = true;
  }

  /** @returns whether the code is to be sent now */
  onInput(digits: string): boolean {
    this.refused = undefined;
    if (digits.length <= 1) this.canAutoSubmit = true;
    if (!this.canAutoSubmit || digits.length !== this.codeLength) return false;
    this.canAutoSubmit = false;
    return true;
  }

  markRefused(digits: string): void {
    this.refused = digits;
  }

  /** Whether the API refused these digits and the field has not changed since. */
  isRefused(digits: string): boolean {
    return this.refused === digits;
  }
}
