/** Failures in this many chats in a row are evidence of an outage. One or two chats may have a problem of their own. */
const CHATS_OF_AN_OUTAGE = 3;

/**
 * Detects that updates fail because a store or Telegram is unavailable, and not because of their own chat. Each worker
 * concludes this from the updates that it has handled.
 */
export class OutageDetector {
  /** The chats with a failed update since the last success. */
  private readonly chats = new Set<number>();

  recordFailure(chatId: number): void {
    if (this.chats.size < CHATS_OF_AN_OUTAGE) this.chats.add(chatId);
  }

  recordSuccess(): void {
    this.chats.clear();
  }

  get isOutage(): boolean {
    return this.chats.size >= CHATS_OF_AN_OUTAGE;
  }
}
