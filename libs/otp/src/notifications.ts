import type { E164, Language } from '@app/contract';
import type { RedisStore } from '@app/redis';
import { OtpKeys } from './keys';
import { type Entry, entryOf, type Notice } from './tasks';
import { transition } from './transitions';

const OUTLIVES_MS = 24 * 3_600_000;

/** Messages to people that must not be lost; the workers send them as they send codes. */
export class Notifications {
  private readonly keys: OtpKeys;
  private readonly put;

  constructor(store: RedisStore) {
    this.keys = new OtpKeys(store);
    this.put = transition(store, 'notify');
  }

  /**
   * @param n.id names it: the same again is no second one while it waits
   * @param n.to a certain chat; without it, the chat of whoever holds the phone when it is sent
   */
  async tell(n: {
    id: string;
    notice: Notice;
    phone: E164;
    to?: { readonly chatId: number; readonly language: Language };
  }): Promise<Entry> {
    const partition = this.keys.partitionOf(n.phone);
    const member = `notice:${n.notice}:${n.id}`;
    await this.put(
      [this.keys.outbox(partition)],
      [
        ...[this.keys.prefix(partition), member, n.notice, n.phone],
        ...[n.to?.chatId ?? '', n.to?.language ?? '', OUTLIVES_MS],
      ],
    );
    return entryOf(partition, member);
  }
}
