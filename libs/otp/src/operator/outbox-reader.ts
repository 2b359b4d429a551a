import type { E164 } from '@app/contract';
import type { RedisStore } from '@app/redis';
import { OtpKeys } from '../keys';
import type { SendProblem } from '../outbox/tasks';
import { readOutbox } from './operator-scripts';

/** The most entries that are read of one partition. */
const MAX_ENTRIES_READ = 200;

/** A message whose time to be sent has come. It contains nothing that helps to sign in. */
export interface WaitingEntry {
  readonly kind: 'code' | 'edit' | 'notification';
  /** What the message is about: the purpose of a code, the reason of an edit, the type of a notification. */
  readonly subject: string;
  /** When it was first due. Retries and claims do not change this time. */
  readonly dueSince: Date;
  /** When it is tried next, or when the claim of its worker ends. */
  readonly dueAt: Date;
  /** A worker is sending it now. */
  readonly isClaimed: boolean;
  readonly failedSends: number;
  readonly lastProblem: SendProblem | undefined;
  /** The chat accepts nothing before this time. */
  readonly heldUntil: Date | undefined;
  readonly phone: E164 | undefined;
  readonly chatId: number | undefined;
}

/** Lists the messages that wait to be sent, for an operator. */
export class OutboxReader {
  private readonly keys: OtpKeys;
  private readonly readOutbox;

  constructor(store: RedisStore) {
    this.keys = new OtpKeys(store);
    this.readOutbox = readOutbox(store);
  }

  /** Reads all partitions. The entries that have waited longest come first. */
  async waiting(limit: number): Promise<readonly WaitingEntry[]> {
    const { keys } = this;
    const found = await Promise.all(
      keys.partitions().map(async (partition) => {
        const args = [keys.prefix(partition), MAX_ENTRIES_READ];
        return (await this.readOutbox([keys.outbox(partition)], args)).entries;
      }),
    );
    return found
      .flat()
      .sort((one, other) => one.dueSince.getTime() - other.dueSince.getTime())
      .slice(0, limit)
      .map(({ chat, ...entry }) => ({ ...entry, chatId: chat }));
  }
}
