/** Runs at most `size` jobs at once. The others wait, and are begun strictly in the order in which they came. */
export class ConcurrencyLimit {
  private readonly waiting: ((mayBegin: boolean) => void)[] = [];
  private readonly running = new Set<Promise<unknown>>();
  private taken = 0;
  private isStopped = false;

  constructor(private readonly size: number) {}

  /** How many jobs run or wait. */
  get jobs(): number {
    return this.taken + this.waiting.length;
  }

  /** @returns undefined where the job was not begun, because of `stop` */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (!(await this.enter())) return undefined;
    const job = work();
    this.running.add(job);
    try {
      return await job;
    } finally {
      this.running.delete(job);
      this.leave();
    }
  }

  /** Begins nothing any more; resolves when what runs has ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    for (const begin of this.waiting.splice(0)) begin(false);
    await Promise.allSettled(this.running);
  }

  private async enter(): Promise<boolean> {
    if (this.isStopped) return false;
    if (this.taken >= this.size) return new Promise((resolve) => this.waiting.push(resolve));
    this.taken += 1;
    return true;
  }

  /** The place goes straight to the next one, so that nobody who comes just now is faster. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next) next(true);
    else this.taken -= 1;
  }
}
