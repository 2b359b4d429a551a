/** The memory of this worker is bounded by it; the chat that failed first is forgotten. */
const MOST_CHATS = 1_000;

/**
 * Whether updates wait because a store is unavailable, or Telegram does not take calls, rather than because of their own chat.
 * This worker concludes it from what came of the updates that it has handled.
 */
export class Outages {
  /** The chats whose update met an outage when it was tried last. */
  private readonly chats = new Set<number>();
  private wasLastFailure = false;

  /** An update met an outage, and is tried again. */
  failed(chatId: number): void {
    this.chats.add(chatId);
    if (this.chats.size > MOST_CHATS) this.chats.delete(this.chats.values().next().value!);
    this.wasLastFailure = true;
  }

  /** An update was handled and answered. */
  succeeded(chatId: number): void {
    this.chats.delete(chatId);
    this.wasLastFailure = false;
  }

  /** An update of the chat is not tried again. That says nothing of others. */
  ended(chatId: number): void {
    this.chats.delete(chatId);
  }

  /** Whether the updates of this chat may wait because of an outage. */
  concerns(chatId: number): boolean {
    return this.wasLastFailure || this.chats.has(chatId);
  }
}
