/**
 * Which senders are linked to a phone, as the database knows it now: a person who has just linked is not taken for a stranger.
 * Senders that are asked for while a query runs go together into the next one, so that any number of updates takes one
 * connection.
 */
export class LinkedSenders {
  private asked = new Set<number>();
  private next: Promise<ReadonlySet<number>> | undefined;
  private running: Promise<unknown> = Promise.resolve();

  /** @param linkedOf those of these accounts that are linked (`TelegramAccounts`) */
  constructor(private readonly linkedOf: (telegramIds: readonly number[]) => Promise<ReadonlySet<number>>) {}

  async has(telegramId: number): Promise<boolean> {
    this.asked.add(telegramId);
    this.next ??= this.askAfter(this.running);
    return (await this.next).has(telegramId);
  }

  private async askAfter(running: Promise<unknown>): Promise<ReadonlySet<number>> {
    await running;
    const [asked, query] = [this.asked, this.next];
    this.asked = new Set();
    this.next = undefined;
    // A query that fails holds nobody up but those who asked for it.
    this.running = query!.catch(() => undefined);
    return this.linkedOf([...asked]);
  }
}
