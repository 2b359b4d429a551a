import type { E164, Language } from '@app/contract';
import type { RedisStore } from '@app/redis';
import { OtpKeys } from '../keys';
import { enqueueNotification } from '../scripts';
import { type Entry, entryOf, type NotificationType } from './tasks';

const LIFETIME_MS = 24 * 3_600_000;

/** Messages to people that must not be lost. The workers send them from the outbox, like codes. */
export class Notifications {
  private readonly keys: OtpKeys;
  private readonly enqueueScript;

  constructor(store: RedisStore) {
    this.keys = new OtpKeys(store);
    this.enqueueScript = enqueueNotification(store);
  }

  /**
   * @param notification.id no second notification of this type and id is enqueued while one waits
   * @param notification.to the chat; without it, the chat that holds the phone at the time of sending
   */
  async enqueue(notification: {
    id: string;
    type: NotificationType;
    phone: E164;
    to?: { readonly chatId: number; readonly language: Language };
  }): Promise<Entry> {
    const { id, type, phone, to } = notification;
    const partition = this.keys.partitionOf(phone);
    const member = `notification:${type}:${id}`;
    await this.enqueueScript(
      [this.keys.outbox(partition)],
      [
        ...[this.keys.prefix(partition), member, type, phone],
        ...[to?.chatId ?? '', to?.language ?? '', LIFETIME_MS],
      ],
    );
    return entryOf(partition, member);
  }
}
