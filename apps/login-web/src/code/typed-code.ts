/** The digits of what was typed or pasted: `123 456`, `123-456`, full-width ones too. */
export const digitsOf = (typed: string): string => typed.normalize('NFKC').replace(/\D/g, '');

/**
 * Sends a whole code without a press of the button, once for each code that is typed or pasted anew. A code that is
 * being mended digit by digit passes through wrong ones, and each of those would cost one of the few attempts: that
 * one waits for the button.
 */
export class AutoSubmit {
  private isArmed = true;

  constructor(private readonly codeLength: number) {}

  /** A paste brings a code as a whole. */
  rearm(): void {
    this.isArmed = true;
  }

  /** Whether what the field holds now is to be sent at once. */
  take(digits: string): boolean {
    if (digits.length <= 1) this.isArmed = true;
    if (!this.isArmed || digits.length !== this.codeLength) return false;
    this.isArmed = false;
    return true;
  }
}
