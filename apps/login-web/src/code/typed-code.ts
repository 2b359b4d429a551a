/**
 * Spares the few attempts of a code. A whole code is sent without a press of the button, once for each that is typed
 * or pasted anew; one that is being mended digit by digit passes through wrong ones, and waits for the button. A
 * refused one stays refused, however often Enter is pressed on it.
 */
export class CodeEntry {
  private isArmed = true;
  private refused: string | undefined;

  constructor(private readonly codeLength: number) {}

  /** A paste brings a code as a whole. */
  rearm(): void {
    this.isArmed = true;
  }

  /** The field has changed. @returns whether what it holds now is to be sent at once */
  take(digits: string): boolean {
    this.refused = undefined;
    if (digits.length <= 1) this.isArmed = true;
    if (!this.isArmed || digits.length !== this.codeLength) return false;
    this.isArmed = false;
    return true;
  }

  /** The API has judged these digits. */
  refuse(digits: string): void {
    this.refused = digits;
  }

  /** Whether these were just refused, and the field has not changed since. */
  isRefused(digits: string): boolean {
    return this.refused === digits;
  }
}
