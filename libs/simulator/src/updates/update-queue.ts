import { Changes } from '../world/changes';
import { ApiObject } from '../world/telegram-shapes';

export type UpdateKind = 'message' | 'edited_message' | 'callback_query' | 'my_chat_member';

export interface Update extends ApiObject {
  readonly update_id: number;
}

export interface UpdatesSnapshot {
  readonly pending: readonly Update[];
  readonly nextUpdateId: number;
  readonly allowedUpdates: readonly string[];
}

/** Updates that the bot has not confirmed yet, in order. */
export class UpdateQueue {
  private pendingUpdates: Update[] = [];
  private nextUpdateId = firstUpdateId();
  /** An empty list means every kind of update, as at Telegram. */
  allowedUpdates: readonly string[] = [];

  constructor(private readonly changes: Changes) {}

  get pending(): readonly Update[] {
    return this.pendingUpdates;
  }

  /** The updates of a private chat that the bot has not confirmed yet. */
  pendingOf(personId: number): readonly Update[] {
    return this.pendingUpdates.filter((update) => chatIdOf(update) === personId);
  }

  /** Queues an update, or drops it if its kind is not in `allowedUpdates`. A later change of that list brings nothing back. */
  push(kind: UpdateKind, body: ApiObject): Update | undefined {
    if (this.allowedUpdates.length > 0 && !this.allowedUpdates.includes(kind)) return undefined;
    return this.pushRaw({ update_id: this.nextUpdateId++, [kind]: body });
  }

  pushRaw(update: Update): Update {
    this.pendingUpdates.push(update);
    this.nextUpdateId = Math.max(this.nextUpdateId, update.update_id + 1);
    this.changes.publish({ type: 'update' });
    return update;
  }

  /** Confirms the updates below the offset. A negative offset keeps only that many newest updates, as at Telegram. */
  confirmBelow(offset: number): void {
    if (offset === 0) return;
    const keep = (update: Update) => update.update_id >= offset;
    this.settle(offset < 0 ? this.pendingUpdates.slice(offset) : this.pendingUpdates.filter(keep));
  }

  confirm(update: Update): void {
    this.settle(this.pendingUpdates.filter((pending) => pending !== update));
  }

  drop(): void {
    this.settle([]);
  }

  snapshot(): UpdatesSnapshot {
    const { pendingUpdates: pending, nextUpdateId, allowedUpdates } = this;
    return { pending, nextUpdateId, allowedUpdates };
  }

  restore(snapshot: UpdatesSnapshot): void {
    this.pendingUpdates = [...snapshot.pending];
    this.nextUpdateId = snapshot.nextUpdateId;
    this.allowedUpdates = snapshot.allowedUpdates;
  }

  private settle(remaining: Update[]): void {
    if (remaining.length === this.pendingUpdates.length) return;
    this.pendingUpdates = remaining;
    this.changes.publish({ type: 'update' });
  }
}

/** @returns the chat of the message, press or membership in the update */
export function chatIdOf(update: Update): number | undefined {
  for (const body of Object.values(update)) {
    const chatId = chatIdIn(body) ?? chatIdIn(fieldOf(body, 'message'));
    if (typeof chatId === 'number') return chatId;
  }
  return undefined;
}

function chatIdIn(body: unknown): unknown {
  return fieldOf(fieldOf(body, 'chat'), 'id');
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/**
 * The first id grows with time. A simulator that lost its data would otherwise start from the same number, and the bot
 * would drop its updates as already done. The ids fit the 32 bits of Telegram's `update_id`.
 */
function firstUpdateId(): number {
  const deciseconds = Math.floor((Date.now() - Date.UTC(2025, 0, 1)) / 100);
  return 1 + (deciseconds % 2_000_000_000);
}
