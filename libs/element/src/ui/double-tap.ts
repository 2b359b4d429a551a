const LONGEST_MS = 500;
const FARTHEST_PIXELS = 20;

/**
 * Ignores the second tap of a double tap once the first one has shown another step: it would press what has just appeared under the
 * finger, such as "Get a new code".
 */
export class DoubleTap {
  private last: MouseEvent | undefined;
  private leading: MouseEvent | undefined;

  /** Another step is shown, because of the last tap. */
  onStep(): void {
    this.leading = this.last;
  }

  readonly onClick = (event: MouseEvent): void => {
    const { leading } = this;
    this.last = event;
    // The keyboard clicks without a position.
    if (!leading || event.detail === 0 || event.timeStamp - leading.timeStamp > LONGEST_MS) return;
    if (Math.hypot(event.x - leading.x, event.y - leading.y) > FARTHEST_PIXELS) return;
    event.preventDefault();
    event.stopPropagation();
  };
}
