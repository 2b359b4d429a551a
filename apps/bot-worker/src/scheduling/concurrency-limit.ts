/** Runs at most `size` jobs at once. Further jobs wait and start strictly in the order of their arrival. */
export class ConcurrencyLimit {
  private readonly waiting: ((mayStart: boolean) => void)[] = [];
  private readonly running = new Set<Promise<unknown>>();
  private started = 0;
  private isStopped = false;

  constructor(private readonly size: number) {}

  /** The number of jobs that run or wait. */
  get jobs(): number {
    return this.started + this.waiting.length;
  }

  /** Whether the next job has to wait. */
  get isFull(): boolean {
    return this.started >= this.size;
  }

  /** @returns undefined if `stop` was called before the job could start */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (!(await this.acquire())) return undefined;
    const job = work();
    this.running.add(job);
    try {
      return await job;
    } finally {
      this.running.delete(job);
      this.release();
    }
  }

  /** Starts no further job. Resolves when all running jobs have ended. */
  async stop(): Promise<void> {
    this.isStopped = true;
    for (const start of this.waiting.splice(0)) start(false);
    await Promise.allSettled(this.running);
  }

  private async acquire(): Promise<boolean> {
    if (this.isStopped) return false;
    if (this.started >= this.size) return new Promise((resolve) => this.waiting.push(resolve));
    this.started += 1;
    return true;
  }

  /** Hands the slot straight to the next waiting job, so that a job that arrives now cannot overtake it. */
  private release(): void {
    const next = this.waiting.shift();
    if (next) next(true);
    else this.started -= 1;
  }
}
