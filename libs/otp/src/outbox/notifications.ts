import type { E164, Language } from '@app/contract';
import type { RedisStore } from '@app/redis';
import { OtpKeys } from '../keys';
import { enqueueNotification } from './outbox-scripts';
import { type Entry, entryOf, type NotificationType, type SignInFacts } from './tasks';

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
   * @param notification.id no second notification of this type and id is enqueued within a day, even after the first was sent
   * @param notification.to the chat; without it, the chat that holds the phone at the time of sending
   */
  enqueue(notification: {
    id: string;
    type: Exclude<NotificationType, 'signed_in'>;
    phone: E164;
    to?: { readonly chatId: number; readonly language: Language };
  }): Promise<Entry> {
    const { to, ...rest } = notification;
    return this.put({ ...rest, ...to }, []);
  }

  /**
   * Reports a sign-in to the account that owned the shop then, wherever the phone goes meanwhile. A challenge opens one session, so
   * it is reported once.
   */
  enqueueSignIn(
    { phone, ownerId }: { phone: E164; ownerId: number | null },
    challengeId: string,
    { origin, at, timeZone, requestId }: SignInFacts,
  ): Promise<Entry> {
    const { ip, browser, system } = origin;
    const fields = {
      ip,
      browser,
      system,
      at: at.getTime(),
      time_zone: timeZone,
      request_id: requestId ?? '',
    };
    return this.put(
      { id: challengeId, type: 'signed_in', phone, chatId: ownerId ?? undefined },
      Object.entries(fields).flat(),
      // The shop may have moved to a phone of another partition, where the notification would not be known.
      this.keys.partitionOfChallenge(challengeId),
    );
  }

  private async put(
    job: {
      id: string;
      type: NotificationType;
      phone: E164;
      chatId?: number | undefined;
      language?: Language;
    },
    fields: readonly (string | number)[],
    partition = this.keys.partitionOf(job.phone),
  ): Promise<Entry> {
    const { id, type, phone, chatId, language } = job;
    const member = `notification:${type}:${id}`;
    await this.enqueueScript(
      [this.keys.outbox(partition)],
      [
        ...[this.keys.prefix(partition), member, type, phone],
        ...[chatId ?? '', language ?? '', LIFETIME_MS],
        ...fields,
      ],
    );
    return entryOf(partition, member);
  }
}
