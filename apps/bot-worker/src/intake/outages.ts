/** So many chats in a row are evidence of an outage: one or two may have a trouble of their own. */
const EVIDENCE = 3;

/**
 * Whether updates wait because a store is unavailable, or Telegram does not take calls, rather than because of their own chat.
 * This worker concludes it from what came of the updates that it has handled.
 */
export class Outages {
  /** The chats whose update has met an outage since an update was handled and answered last. */
  private readonly chats = new Set<number>();

  /** An update met an outage, and is tried again. */
  failed(chatId: number): void {
    if (this.chats.size < EVIDENCE) this.chats.add(chatId);
  }

  /** An update was handled and answered. */
  succeeded(): void {
    this.chats.clear();
  }

  get isOne(): boolean {
    return this.chats.size >= EVIDENCE;
  }
}
