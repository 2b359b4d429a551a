import type { E164, Language } from '@app/contract';
import type { RedisStore } from '@app/redis';
import { OtpKeys } from '../keys';
import { enqueueNotification } from '../scripts';
import { type Entry, entryOf, type NotificationType } from './tasks';

const LIFETIME_MS = 24 * 3_600_000;

/** Messages to people that must not be lost; the workers send them as they send codes. */
export class Notifications {
  private readonly keys: OtpKeys;
  private readonly enqueueScript;

  constructor(store: RedisStore) {
    this.keys = new OtpKeys(store);
    this.enqueueScript = enqueueNotification(store);
  }

  /**
   * @param n.id while a notification with this id waits, another is not enqueued
   * @param n.to the chat; without it, the chat that holds the phone at the time of sending
   */
  async enqueue(n: {
    id: string;
    type: NotificationType;
    phone: E164;
    to?: { readonly chatId: number; readonly language: Language };
  }): Promise<Entry> {
    const partition = this.keys.partitionOf(n.phone);
    const member = `notification:${n.type}:${n.id}`;
    await this.enqueueScript(
      [this.keys.outbox(partition)],
      [
        ...[this.keys.prefix(partition), member, n.type, n.phone],
        ...[n.to?.chatId ?? '', n.to?.language ?? '', LIFETIME_MS],
      ],
    );
    return entryOf(partition, member);
  }
}
