/**
 * Runs one action of the element at a time. The layout can move under the pointer meanwhile, so the second press of a double
 * click may hit another button and must do nothing. The button stays focusable and reports that it is busy.
 */
export class Actions {
  private running: { readonly button: string } | undefined;

  constructor(
    private readonly render: () => void,
    private readonly onFailure: (failure: unknown) => void,
  ) {}

  isBusy(button: string): boolean {
    return this.running?.button === button;
  }

  /**
   * Does nothing while another action runs.
   * @param button the id of its button
   * @param act ignores the response once the action is abandoned
   */
  start(button: string, act: (isAbandoned: () => boolean) => Promise<void>): void {
    if (this.running) return;
    const action = { button };
    const isAbandoned = (): boolean => this.running !== action;
    this.running = action;
    this.render();
    void act(isAbandoned)
      .catch((failure: unknown) => this.onFailure(failure))
      .finally(() => {
        if (!isAbandoned()) this.abandon();
      });
  }

  /** Lets the next action start at once, because another step is shown. */
  abandon(): void {
    this.running = undefined;
    this.render();
  }
}
