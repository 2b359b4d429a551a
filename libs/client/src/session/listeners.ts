/** Functions that are called with each change. One that throws does not keep the others from being called. */
export class Listeners<Arguments extends unknown[]> {
  private readonly listeners = new Set<(...args: Arguments) => void>();

  /** @returns removes the listener */
  add(listener: (...args: Arguments) => void): () => void {
    // A function of its own, so that a listener that is added twice is called twice.
    const entry = (...args: Arguments): void => listener(...args);
    this.listeners.add(entry);
    return () => void this.listeners.delete(entry);
  }

  call(...args: Arguments): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(...args);
      } catch (error) {
        // Reported as uncaught, so that the console and the monitoring of the page see it.
        setTimeout(() => {
          throw error;
        });
      }
    }
  }
}
