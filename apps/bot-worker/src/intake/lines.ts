import type { Update } from 'telegraf/types';

function chatOf(update: Update): number {
  if ('message' in update) return update.message.chat.id;
  if ('my_chat_member' in update) return update.my_chat_member.chat.id;
  return 'callback_query' in update ? update.callback_query.from.id : 0;
}

/** Updates that were taken: those of one chat one after another, chats side by side, so that none waits for another. */
export class Lines {
  private readonly lines = new Map<number, Promise<void>>();
  private readonly notDone = new Set<number>();
  private last = -1;

  /** @param work never rejects; tells whether the update is done */
  constructor(private readonly work: (update: Update) => Promise<boolean>) {}

  /** What stands in line already is not put there twice. */
  put(update: Update): void {
    const { update_id: id } = update;
    this.last = id;
    if (this.notDone.has(id)) return;
    this.notDone.add(id);
    const chat = chatOf(update);
    const before = this.lines.get(chat) ?? Promise.resolve();
    const line = before.then(async () => {
      if (await this.work(update)) this.notDone.delete(id);
      if (this.lines.get(chat) === line) this.lines.delete(chat);
    });
    this.lines.set(chat, line);
  }

  /** All below it is done (Bot API: `offset` of getUpdates); 0 before the first. */
  get offset(): number {
    return this.notDone.size === 0 ? this.last + 1 : Math.min(...this.notDone);
  }

  /** Resolves when all that stood in line had its turn. */
  async empty(): Promise<void> {
    await Promise.all(this.lines.values());
  }
}
