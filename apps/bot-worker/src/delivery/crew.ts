/** Runs work, so much at once; the rest waits in line. */
export class Crew {
  private readonly line: (() => void)[] = [];
  private readonly working = new Set<Promise<void>>();
  private isDismissed = false;

  constructor(private readonly size: number) {}

  async run(work: () => Promise<void>): Promise<void> {
    while (this.working.size >= this.size && !this.isDismissed) {
      await new Promise<void>((resolve) => this.line.push(resolve));
    }
    if (this.isDismissed) return;
    const job = work();
    this.working.add(job);
    try {
      await job;
    } finally {
      this.working.delete(job);
      this.line.shift()?.();
    }
  }

  /** What waits in line is not begun; resolves when what runs has ended. */
  async dismiss(): Promise<void> {
    this.isDismissed = true;
    this.line.splice(0).forEach((go) => go());
    await Promise.allSettled(this.working);
  }
}
