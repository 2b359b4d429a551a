import type { Update } from 'telegraf/types';
import { chatOf, type ChatQueues } from './chat-queues';

/** Updates that were taken: those of one chat one after another, chats side by side, so that none waits for another. */
export class Lines {
  private readonly lines = new Map<number, Promise<void>>();
  /** Of what Telegram brings again until all below it is done, too. */
  private readonly seen = new Map<number, 'waits' | 'done'>();
  private last = -1;

  /** @param work never rejects; tells whether the update is done */
  constructor(
    private readonly queues: ChatQueues,
    private readonly work: (update: Update) => Promise<boolean>,
  ) {}

  /** What was put there before is not put there twice. */
  put(update: Update): void {
    const { update_id: id } = update;
    this.last = id;
    if (this.seen.has(id)) return;
    if (!this.queues.enter(update)) return this.finish(id);
    this.seen.set(id, 'waits');
    const chat = chatOf(update);
    const before = this.lines.get(chat) ?? Promise.resolve();
    const line = before.then(async () => {
      const isDone = await this.work(update);
      this.queues.leave(update);
      if (isDone) this.finish(id);
      if (this.lines.get(chat) === line) this.lines.delete(chat);
    });
    this.lines.set(chat, line);
  }

  /** All below it is done (Bot API: `offset` of getUpdates); 0 before the first. */
  get offset(): number {
    const waiting = [...this.seen].flatMap(([id, state]) => (state === 'waits' ? [id] : []));
    return waiting.length === 0 ? this.last + 1 : Math.min(...waiting);
  }

  /** Resolves when all that stood in line had its turn. */
  async empty(): Promise<void> {
    await Promise.all(this.lines.values());
  }

  private finish(done: number): void {
    this.seen.set(done, 'done');
    const { offset } = this;
    for (const id of this.seen.keys()) if (id < offset) this.seen.delete(id);
  }
}
