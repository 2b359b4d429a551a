/** One change of the simulated Telegram. Subscribers read the new state from the world. */
export type Change =
  | { type: 'people' }
  | { type: 'chat'; chatId: number }
  | { type: 'typing'; chatId: number }
  | { type: 'answer'; personId: number; callbackQueryId: string; text: string; showAlert: boolean }
  | { type: 'receiver' }
  | { type: 'call' }
  | { type: 'update' };

export interface WaitOptions {
  readonly timeoutMs?: number;
}

/** Publishes every change, so that a test waits for a condition and never sleeps. */
export class Changes {
  private readonly listeners = new Set<(change: Change) => void>();
  private readonly waiters = new Set<(reason: Error) => void>();

  subscribe(listener: (change: Change) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  publish(change: Change): void {
    for (const listener of [...this.listeners]) listener(change);
  }

  /** Resolves with the first truthy result of `look`, which is called now and after every change. */
  waitFor<T>(look: () => T | undefined | null | false, what: string, options: WaitOptions = {}): Promise<T> {
    const timeoutMs = options.timeoutMs ?? 30_000;
    return new Promise<T>((resolve, reject) => {
      const stopWaiting = () => {
        clearTimeout(timer);
        unsubscribe();
        this.waiters.delete(fail);
      };
      const fail = (reason: Error) => {
        stopWaiting();
        reject(reason);
      };
      const check = () => {
        try {
          const found = look();
          if (!found) return;
          stopWaiting();
          resolve(found);
        } catch (error) {
          fail(error instanceof Error ? error : new Error(String(error)));
        }
      };
      const timer = setTimeout(
        () => fail(new Error(`${what} did not happen within ${timeoutMs} ms`)),
        timeoutMs,
      );
      const unsubscribe = this.subscribe(check);
      this.waiters.add(fail);
      check();
    });
  }

  stop(): void {
    for (const fail of [...this.waiters]) fail(new Error('the simulator has stopped'));
    this.listeners.clear();
  }
}
